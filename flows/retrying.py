"""How tasks that read and write files are tried again."""

from typing import Any

from prefect.cache_policies import NO_CACHE

from transforms.errors import UserError


def may_pass(task: Any, task_run: Any, state: Any) -> bool:
    """Whether a failure may be gone by the next try: what the user has to mend will not."""
    try:
        state.result()
    except UserError:
        return False
    except Exception:
        return True
    return False


# Reading and writing files may fail for a moment, on a network file system above all. Analysis does not: it would fail
# the same way again. Nothing is cached by Prefect: what was done is known by the parts that are there.
IO_TASK: dict[str, Any] = {
    "retries": 2,
    "retry_delay_seconds": [1, 5],
    "retry_condition_fn": may_pass,
    "cache_policy": NO_CACHE,
}
