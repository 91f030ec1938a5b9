"""How log lines look: as people read them, or each a JSON object with the ids of run and dump, for collectors."""

import os

VARIABLE = "DATELINE_LOG_FORMAT"
# Prefect reads its logging configuration from variables named by the place of a value in it.
AS_JSON = {
    "PREFECT_LOGGING_FORMATTERS_JSON_FMT": "default",
    "PREFECT_LOGGING_HANDLERS_CONSOLE_FORMATTER": "json",
    "PREFECT_LOGGING_COLORS": "false",
    "PREFECT_LOGGING_MARKUP": "false",
    "PREFECT_LOGGING_LEVEL": "INFO",
}


def log_environment() -> dict[str, str]:
    """Variables that make Prefect log as DATELINE_LOG_FORMAT says; to be set before Prefect is imported."""
    return AS_JSON if os.environ.get(VARIABLE) == "json" else {}
