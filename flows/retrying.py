"""How tasks that read and write files are tried again."""

from typing import Any

from prefect.cache_policies import NO_CACHE

# Reading and writing files may fail for a moment, on a network file system above all. Analysis does not: it would fail
# the same way again. Nothing is cached by Prefect: what was done is known by the parts that are there.
IO_TASK: dict[str, Any] = {"retries": 2, "retry_delay_seconds": [1, 5], "cache_policy": NO_CACHE}
