"""The dictionary and the lake's own comments say what `transforms.tables` declares."""

from transforms.tables import TABLES
from warehouse.dictionary import DICTIONARY, render
from warehouse.lake import Lake
from warehouse.query import run_sql


def test_the_dictionary_is_current() -> None:
    assert DICTIONARY.read_text(encoding="utf-8") == render(TABLES), "stale: run `python -m warehouse.dictionary`"


def test_every_table_and_column_is_in_it() -> None:
    text = render(TABLES)
    for table in TABLES:
        assert f"\n## {table.name}\n" in text
        assert text.count(f"\n| `{table.key[0]}` ") >= 1


def test_the_lake_has_the_declared_columns_with_their_docs(lake: Lake) -> None:
    found = run_sql(
        lake,
        "select table_name, column_name, data_type, is_nullable, comment from duckdb_columns() "
        "where database_name = 'lake' and schema_name = 'news'",
    ).to_pylist()
    types = {"TIMESTAMPTZ": "TIMESTAMP WITH TIME ZONE"}
    declared = [
        {
            "table_name": table.name,
            "column_name": column.name,
            "data_type": types.get(column.sql_type, column.sql_type),
            "is_nullable": column.is_nullable,
            "comment": column.doc,
        }
        for table in TABLES
        for column in table.columns
    ]
    assert sorted(found, key=str) == sorted(declared, key=str)


def test_the_lake_has_the_docs_of_tables(lake: Lake) -> None:
    found = run_sql(lake, "select table_name, comment from duckdb_tables() where schema_name = 'news'").to_pylist()
    assert {r["table_name"]: r["comment"] for r in found} == {t.name: t.doc for t in TABLES}
