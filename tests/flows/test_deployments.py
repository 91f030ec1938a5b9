"""prefect.yaml names flows that are there, with parameters that they take, and says what `dateline up` makes."""

from importlib.util import find_spec
from pathlib import Path

import pytest
import yaml
from prefect.flows import load_flow_from_entrypoint

from flows.schedules import POOL, RETRIES, deployments

FILE = Path(__file__).resolve().parents[2] / "prefect.yaml"
DEPLOYMENTS = yaml.safe_load(FILE.read_text(encoding="utf-8"))["deployments"]


@pytest.mark.parametrize("deployment", DEPLOYMENTS, ids=lambda d: d["entrypoint"])
def test_deployment_fits_its_flow(deployment):
    flow = load_flow_from_entrypoint(deployment["entrypoint"])
    assert flow.name == deployment["entrypoint"].rsplit(".", 1)[1]
    flow.validate_parameters(deployment["parameters"])  # raises for a name or type that the flow does not take


def test_the_file_says_what_up_makes():
    told = [
        (d["entrypoint"], d["name"], d["description"], d["tags"], d["parameters"], d.get("schedules", []))
        for d in DEPLOYMENTS
    ]
    made = []
    for each in deployments("./lake", "./landing"):
        when = {"interval": each.interval} if each.interval else {"cron": each.cron}
        schedules = [when | {"timezone": "UTC"}] if each.interval or each.cron else []
        if find_spec(f"flows.{each.flow}"):
            made.append((each.entrypoint, each.name, each.description, list(each.tags), each.parameters, schedules))
    assert told == made
    for deployment in DEPLOYMENTS:
        assert deployment["concurrency_limit"] == {"limit": 1, "collision_strategy": "CANCEL_NEW"}
        pool = {"name": POOL, "work_queue_name": "default", "job_variables": {"env": RETRIES}}
        assert deployment["work_pool"] == pool
