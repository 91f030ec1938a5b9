"""The rules that follow from how a table is declared: columns, nulls, keys, ranges, vocabularies, references."""

from collections.abc import Iterator, Sequence

from expectations.rule import Rule, cut
from transforms.schema import Column, Table


def implied_rules(table: Table) -> Iterator[Rule]:
    """The critical rules that the declaration of a table says by itself."""
    yield _columns(table)
    yield _unique(table)
    for column in table.columns:
        if not column.is_nullable:
            yield _not_null(table, column)
        if column.minimum is not None or column.maximum is not None:
            yield _in_range(table, column)
        if column.values is not None:
            yield _in_vocabulary(table, column)
        if column.references is not None:
            yield _refers(table, column)


def _columns(table: Table) -> Rule:
    declared = ", ".join(f"('{c.name}', '{_reported_type(c)}')" for c in table.columns)
    return Rule(
        table=table.name,
        name="columns",
        severity="critical",
        sentence="Every declared column is there, in its type.",
        breaks=f"""
            SELECT name AS column_name, type AS declared, data_type AS found
            FROM (VALUES {declared}) AS declared(name, type)
            LEFT JOIN duckdb_columns() AS c
                ON c.column_name = name AND c.table_name = '{table.name}' AND c.schema_name = 'main'
                AND c.database_name = current_database()
            WHERE data_type IS DISTINCT FROM type""",
    )


def _reported_type(column: Column) -> str:
    return "TIMESTAMP WITH TIME ZONE" if column.sql_type == "TIMESTAMPTZ" else column.sql_type


def _unique(table: Table) -> Rule:
    keys = ", ".join(table.key)
    return Rule(
        table=table.name,
        name="unique",
        severity="critical",
        columns=table.key,
        sentence=f"No two rows have the same {' and '.join(table.key)}.",
        breaks=f"""
            SELECT {_selected(table.key)}, count(*) AS copies FROM {table.name}
            GROUP BY {keys} HAVING count(*) > 1""",
    )


def _not_null(table: Table, column: Column) -> Rule:
    # A null in a list of texts is as unexpected as a null list.
    inner = f" OR list_contains({column.name}, NULL) OR len(list_filter({column.name}, x -> x IS NULL)) > 0"
    return Rule(
        table=table.name,
        name="not_null",
        severity="critical",
        columns=(column.name,),
        sentence=f"Every row has its {column.name}.",
        breaks=f"SELECT {_selected(table.key)} FROM {table.name} WHERE {column.name} IS NULL"
        + (inner if column.sql_type.endswith("[]") else ""),
    )


def _in_range(table: Table, column: Column) -> Rule:
    bounds = [f"{column.name} < {column.minimum}"] if column.minimum is not None else []
    bounds += [f"{column.name} > {column.maximum}"] if column.maximum is not None else []
    bounds += [f"isnan({column.name})"] if column.sql_type == "DOUBLE" else []
    low = f" at least {column.minimum:g}" if column.minimum is not None else ""
    high = f" at most {column.maximum:g}" if column.maximum is not None else ""
    return Rule(
        table=table.name,
        name="in_range",
        severity="critical",
        columns=(column.name,),
        sentence=f"{column.name} is{low}{' and' if low and high else ''}{high}.",
        breaks=f"SELECT {_selected(table.key, column)} FROM {table.name} WHERE {' OR '.join(bounds)}",
    )


def _in_vocabulary(table: Table, column: Column) -> Rule:
    assert column.values is not None
    known = ", ".join(_quoted(value) for value in column.values)
    return Rule(
        table=table.name,
        name="in_vocabulary",
        severity="critical",
        columns=(column.name,),
        sentence=f"{column.name} is one of: {', '.join(column.values)}.",
        breaks=f"SELECT {_selected(table.key, column)} FROM {table.name} WHERE {column.name} NOT IN ({known})",
    )


def _refers(table: Table, column: Column) -> Rule:
    assert column.references is not None
    target, _, field = column.references.partition(".")
    return Rule(
        table=table.name,
        name="refers",
        severity="critical",
        columns=(column.name,),
        sentence=f"Each {column.name} is the {field} of a row of {target}, in this load or published.",
        breaks=f"""
            SELECT {_selected(table.key, column)} FROM {table.name} AS this
            WHERE {column.name} IS NOT NULL
              AND NOT EXISTS (SELECT 1 FROM near.{target} AS other WHERE other.{field} = this.{column.name})""",
    )


def _selected(key: Sequence[str], column: Column | None = None) -> str:
    """The key columns and one more, for a sample."""
    names = [*key, column.name] if column is not None and column.name not in key else list(key)
    return ", ".join(cut(name) for name in names)


def _quoted(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
