"""`python -m flows.orphans`: runs that say they run, and whose worker and process are gone, are marked as crashed."""

import asyncio


async def crash_orphans() -> int:
    """Mark all runs of the work pool that are pending or running; call it when no worker runs. Returns how many."""
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import (
        FlowRunFilter,
        FlowRunFilterState,
        FlowRunFilterStateType,
        WorkPoolFilter,
        WorkPoolFilterName,
    )
    from prefect.client.schemas.objects import StateType
    from prefect.states import Crashed

    from flows.schedules import POOL

    gone = [StateType.PENDING, StateType.RUNNING, StateType.CANCELLING]
    async with get_client() as client:
        runs = await client.read_flow_runs(
            flow_run_filter=FlowRunFilter(state=FlowRunFilterState(type=FlowRunFilterStateType(any_=gone))),
            work_pool_filter=WorkPoolFilter(name=WorkPoolFilterName(any_=[POOL])),
        )
        for run in runs:
            await client.set_flow_run_state(run.id, Crashed(message="Its worker ended, and it with it."), force=True)
    return len(runs)


if __name__ == "__main__":
    asyncio.run(crash_orphans())
