"""Data files on S3 and the like: what DuckDB has to know to reach them.

The environment tells, by the names that other tools use: `AWS_ENDPOINT_URL_S3` or `AWS_ENDPOINT_URL` for a server
other than Amazon's, `AWS_REGION`, `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN`. DuckDB's httpfs
reads the last four by itself, so that no secret stands in any SQL that could be logged.
"""

import os
from urllib.parse import urlsplit

import duckdb

from warehouse.extensions import quoted

EXTENSION = "httpfs"
_SECRETS = ("s3_access_key_id", "s3_secret_access_key", "s3_session_token")


def is_remote(data: str | None) -> bool:
    """Whether data files lie behind a network address."""
    return data is not None and "://" in data


def settings() -> list[str]:
    """`SET` statements for the server that the environment names; none of them holds a secret."""
    endpoint = os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL")
    if not endpoint:
        return []
    address = urlsplit(endpoint)
    return [
        f"SET GLOBAL s3_endpoint = {quoted(address.netloc + address.path.rstrip('/'))}",
        f"SET GLOBAL s3_use_ssl = {str(address.scheme == 'https').lower()}",
        # Buckets as host names need a wildcard DNS entry, which few servers other than Amazon's have.
        "SET GLOBAL s3_url_style = 'path'",
    ]


def hide_secrets(connection: duckdb.DuckDBPyConnection) -> None:
    """Move the keys from settings, which any reader can select, into a secret, which DuckDB does not show."""
    found = dict(
        connection.execute("SELECT name, value FROM duckdb_settings() WHERE name LIKE 's3\\_%' ESCAPE '\\'").fetchall()
    )
    options = {
        "KEY_ID": found.get("s3_access_key_id"),
        "SECRET": found.get("s3_secret_access_key"),
        "SESSION_TOKEN": found.get("s3_session_token"),
        "REGION": found.get("s3_region"),
        "ENDPOINT": found.get("s3_endpoint"),
        "URL_STYLE": found.get("s3_url_style"),
        "USE_SSL": found.get("s3_use_ssl"),
    }
    given = ", ".join(f"{name} {quoted(value)}" for name, value in options.items() if value)
    try:
        connection.execute(f"CREATE SECRET lake_data (TYPE s3, {given})")
    except duckdb.Error:
        raise duckdb.InvalidInputException("the S3 settings of the environment are not usable") from None
    for name in _SECRETS:
        connection.execute(f"SET GLOBAL {name} = ''")
