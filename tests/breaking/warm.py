"""Loads what `dateline ingest` needs: a fork server that has imported this starts runs at once."""

import expectations.imports  # noqa: F401
import flows.analyse
import flows.ingest  # noqa: F401
from flows.gazetteer import load_gazetteer
from flows.pipeline import load_pipeline

load_pipeline()
load_gazetteer()
