"""A document that kills whoever analyses it, in a load as small as one file: the load goes on without it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PIPELINE = """
import os, signal
import spacy
from spacy.language import Language

@Language.component("poison")
def poison(doc):
    if "Nightshade" in doc.text:
        os.kill(os.getpid(), signal.SIGKILL)
    return doc

def load(exclude=()):
    nlp = spacy.blank("en")
    nlp.add_pipe("poison")
    return nlp
"""
# The command as it is, and then whether its process has ever needed spaCy.
COMMAND = """
import sys
from flows.command import main
try:
    main()
finally:
    assert "spacy" not in sys.modules, "the flow's process loads spaCy: 150 MB, and what kills it ends the flow"
"""


@pytest.mark.slow
def test_a_poisonous_document_of_a_small_load_is_rejected_alone(dateline, prefect_api, tmp_path):
    package = tmp_path / "modules" / "poisonous"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text(PIPELINE)
    (package / "meta.json").write_text(json.dumps({"lang": "en", "name": "poisonous", "version": "1"}))
    texts = {"rain": "The rain had gone by noon.", "plant": "Nightshade grew there.", "wind": "The wind turned at one."}
    lines = [
        {"url": f"https://quay.example/{name}", "title": f"What the {name} did", "text": f"{text} It was seen by many."}
        for name, text in texts.items()
    ]
    dump = tmp_path / "three.jsonl"
    dump.write_text("".join(json.dumps(line) + "\n" for line in lines))
    lake = tmp_path / "lake"
    ran = subprocess.run(
        [sys.executable, "-c", COMMAND, "ingest", dump, "--lake", lake],
        cwd=tmp_path,
        env=os.environ
        | {
            "PREFECT_API_URL": prefect_api,
            "PYTHONPATH": os.pathsep.join((str(ROOT), str(package.parent))),
            "DATELINE_PIPELINE": "poisonous",
        },
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert ran.returncode == 0, ran.stderr
    rows = dateline("sql", "select stage, reason, detail from rejects", "--format", "json", "--lake", lake)
    (reject,) = json.loads(rows.out)
    assert (reject["stage"], reject["reason"]) == ("transform", "transform_died")
    assert "signal 9" in reject["detail"]
    rows = dateline("sql", "select headline from articles order by all", "--format", "json", "--lake", lake)
    assert [row["headline"] for row in json.loads(rows.out)] == ["What the rain did", "What the wind did"]
