"""Quotes against PolNeAR's dev articles: ingested, exported and scored as a user would have them."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


@pytest.fixture(scope="module")
def scores(shared_data, tmp_path_factory) -> dict[str, float]:
    """Metric by name, from shared/quality's scorer on an export of the real pipeline."""
    scorer = shared_data.parent / "quality" / "score_quotes.py"
    if not scorer.is_file():
        pytest.skip(f"no scorer at {scorer}")
    folder = tmp_path_factory.mktemp("polnear")
    dev = shared_data / "polnear" / "dev"
    lake, tables, report = folder / "lake", folder / "tables", folder / "scores.json"
    command = [sys.executable, "-c", "from flows.command import main; main()"]
    for arguments in (["ingest", str(dev / "text")], ["export", "--to", str(tables)]):
        subprocess.run([*command, *arguments, "--lake", str(lake)], cwd=ROOT, check=True, capture_output=True)
    gold = ["--text", str(dev / "text"), "--gold", str(dev / "attributions")]
    subprocess.run(
        [sys.executable, str(scorer), "--tables", str(tables), *gold, "--boot", "10", "--json", str(report)],
        check=True,
        capture_output=True,
        env=dict(os.environ),
    )
    summary = json.loads(report.read_text())["summary"]
    return {
        "direct_f1": summary["direct"]["F1"],
        "speaker_strict": summary["attribution"]["strict"],
        "end_to_end_f1": summary["e2e_strict"]["F1"],
        "content_f1": summary["tok_content"]["F1"],
        "content_precision": summary["tok_content"]["P"],
        "source_f1": summary["tok_source"]["F1"],
        "cue_f1": summary["tok_cue"]["F1"],
    }


@pytest.mark.slow
def test_no_score_is_below_its_floor(scores):
    floors = json.loads((HERE / "floors.json").read_text())["quotes"]
    assert floors.keys() == scores.keys()
    assert not {name: (scores[name], floor) for name, floor in floors.items() if scores[name] < floor}
