"""DDL of the lake, derived from `transforms.tables`: schemas, tables, and their docs as comments."""

from collections.abc import Iterable

from transforms.schema import Column, Table
from warehouse.extensions import quoted

NEWS = "news"
MARTS = "marts"


def create_table(table: Table, schema: str = NEWS) -> str:
    """`CREATE TABLE` of one table. DuckLake knows `NOT NULL` but no keys: the gate and publishing hold those."""
    columns = ",\n".join(f"    {column_definition(c)}" for c in table.columns)
    return f"CREATE TABLE IF NOT EXISTS {schema}.{identifier(table.name)} (\n{columns}\n)"


def column_definition(column: Column) -> str:
    """Name, type and nullability of a column."""
    return f"{identifier(column.name)} {column.sql_type}{'' if column.is_nullable else ' NOT NULL'}"


def comments(table: Table, schema: str = NEWS) -> list[str]:
    """`COMMENT ON` the table and each of its columns."""
    name = f"{schema}.{identifier(table.name)}"
    statements = [f"COMMENT ON TABLE {name} IS {quoted(table.doc)}"]
    for column in table.columns:
        statements.append(f"COMMENT ON COLUMN {name}.{identifier(column.name)} IS {quoted(column.doc)}")
    return statements


def ddl(tables: Iterable[Table], schema: str = NEWS) -> list[str]:
    """All statements that make these tables in an attached lake that is in use."""
    statements = [f"CREATE SCHEMA IF NOT EXISTS {schema}"]
    for table in tables:
        statements.append(create_table(table, schema))
        statements.extend(comments(table, schema))
    return statements


def identifier(name: str) -> str:
    """A name quoted as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'
