"""The generated lake of the benchmarks is a lake like others, and all that is measured on it can be asked."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from transforms.tables import TABLES
from warehouse.lake import Lake
from warehouse.query import run_sql

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lake]:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(BENCHMARKS))
        from generated_lake import lake_at

        yield lake_at(tmp_path_factory.mktemp("generated") / "lake", 300)


def test_every_table_has_rows_with_spans_that_are_true(generated: Lake) -> None:
    for table in TABLES:
        assert run_sql(generated, f"select count(*) as n from {table.name}").to_pylist()[0]["n"], table.name
    assert run_sql(generated, "select count(*) as n from mentions").to_pylist() == [{"n": 300 * 30}]
    for name in ("quotes", "mentions"):
        wrong = f"""select 1 from {name} t join articles a using (article_id)
                    where substr(a.body, t.char_start::int + 1, (t.char_end - t.char_start)::int) <> t.text"""
        assert run_sql(generated, wrong).num_rows == 0


def test_measured_questions_can_be_asked(generated: Lake) -> None:
    import bench_queries

    (given,) = bench_queries.parameters(generated, 1)
    for name, sql in (bench_queries.DASHBOARD | bench_queries.COOKBOOK).items():
        assert run_sql(generated, sql, {k: v for k, v in given.items() if f"${k}" in sql}).column_names, name
    assert len(bench_queries.DASHBOARD) == 12
    assert len(bench_queries.COOKBOOK) == 5
