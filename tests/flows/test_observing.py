"""What a run tells: lineage to a receiver on this machine, artifacts and logs on Prefect's pages."""

import json
import shutil
from pathlib import Path

import pytest

from tests.flows.receiver import ask_prefect, receiver


@pytest.mark.parametrize("answer", [201, 500])
def test_a_load_is_told_and_never_fails_by_who_is_told(
    dateline, prefect_api, samples, answer, tmp_path, monkeypatch, caplog
):
    dump = Path(shutil.copy(next(samples.glob("*.txt")), tmp_path))
    with receiver(answer) as (url, heard):
        monkeypatch.setenv("DATELINE_OPENLINEAGE_URL", url)
        ran = dateline("ingest", dump, "--lake", tmp_path / "lake")
    assert ran.code == 0, ran.err
    events = [json.loads(body) for _, body in heard]
    tables = {event["outputs"][0]["name"] for event in events}
    if answer == 201:
        assert {"news.articles", "news.quotes", "news.dumps"} <= tables
        for event in events:
            (output,) = event["outputs"]
            assert output["namespace"] == (tmp_path / "lake").as_uri()
            assert output["outputFacets"]["outputStatistics"]["rowCount"] > 0
            assert [one["name"].rsplit("/", 1)[-1] for one in event["inputs"]] == [dump.name]
    else:
        assert events
        assert "no lineage of run" in caplog.text
    rows = dateline("sql", "select run_id from runs", "--format", "json", "--lake", tmp_path / "lake")
    (run,) = json.loads(rows.out)
    told = {a["key"]: a["data"] for a in ask_prefect(prefect_api, "/artifacts/filter", {"limit": 200}) if a["key"]}
    (part,) = json.loads(told[f"parts-{run['run_id']}"])
    assert part["documents"] > 0
    assert part["words a second"] > 0
    summary = told[f"ingest-{run['run_id']}"]
    assert "articles a second" in summary
    assert (tmp_path / "lake" / "reports" / "index.html").as_uri() in summary


def test_log_lines_are_json_with_the_ids_of_run_and_dump(dateline_process, samples, tmp_path):
    dump = next(samples.glob("*.txt"))
    ran = dateline_process("ingest", dump, "--lake", tmp_path / "lake", DATELINE_LOG_FORMAT="json")
    assert ran.code == 0, ran.err
    lines = [json.loads(line) for line in (ran.out + ran.err).splitlines() if line.startswith("{")]
    told = [line for line in lines if "dump_id" in line]
    assert [line["uri"].rsplit("/", 1)[-1] for line in told] == [dump.name]
    assert len({(line["run_id"], line["flow_run_id"]) for line in told}) == 1


def test_scheduled_upkeep_is_told_on_its_pages(dateline, prefect_api, sample_lake, tmp_path):
    from flows.audit import audit
    from flows.maintain import maintain

    lake = Path(shutil.copytree(sample_lake, tmp_path / "lake"))
    found = audit(lake=str(lake), fresh_hours=1e-9)
    assert (found["status"], found["failure_count"]) == ("checked", 0)
    done = maintain(lake=str(lake), keep_days=0, keep_snapshots=1)
    assert done["after"]["file_count"] < done["before"]["file_count"]
    told = {a["key"]: a["data"] for a in ask_prefect(prefect_api, "/artifacts/filter", {"limit": 200}) if a["key"]}
    audited = told[f"audit-{found['run_id']}"]
    assert "warning: dumps.fresh[loaded_at]" in audited, "an audit tells how fresh the tables are"
    assert str(lake / "reports" / "index.html") in audited
    upkeep = "\n".join(data for key, data in told.items() if key.startswith("maintain-"))
    assert f"| files | {done['before']['file_count']:,} | {done['after']['file_count']:,} |" in upkeep
    assert f"{done['before']['byte_count'] / 1e6:,.1f} | {done['after']['byte_count'] / 1e6:,.1f} |" in upkeep
    rows = dateline("sql", "select flow, count(*) as n from checks join runs using (run_id) group by all order by 1",
                    "--format", "json", "--lake", lake)  # fmt: skip
    assert [row["flow"] for row in json.loads(rows.out)] == ["audit", "ingest"]
