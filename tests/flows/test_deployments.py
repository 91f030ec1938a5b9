"""prefect.yaml names flows that are there, with parameters that they take."""

from pathlib import Path

import pytest
import yaml
from prefect.flows import load_flow_from_entrypoint

FILE = Path(__file__).resolve().parents[2] / "prefect.yaml"
DEPLOYMENTS = yaml.safe_load(FILE.read_text(encoding="utf-8"))["deployments"]


@pytest.mark.parametrize("deployment", DEPLOYMENTS, ids=lambda d: d["name"])
def test_deployment_fits_its_flow(deployment):
    flow = load_flow_from_entrypoint(deployment["entrypoint"])
    assert flow.name == deployment["entrypoint"].rsplit(".", 1)[1]
    flow.validate_parameters(deployment["parameters"])  # raises for a name or type that the flow does not take
    assert all(schedule["interval"] > 0 for schedule in deployment["schedules"])
