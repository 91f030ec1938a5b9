"""The dashboard for Superset asks for what the lake has; `try_superset.py` tries it in Superset itself."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from warehouse.lake import Lake
from warehouse.query import run_sql

BUNDLE = Path(__file__).parents[2] / "warehouse/docs/superset"


def read(kind: str) -> dict[str, dict[str, Any]]:
    """Files of one kind, by the uuid that others name them by."""
    found = [yaml.safe_load(file.read_text(encoding="utf-8")) for file in sorted((BUNDLE / kind).rglob("*.yaml"))]
    return {made["uuid"]: made for made in found}


DATASETS, CHARTS, DASHBOARDS, DATABASES = map(read, ("datasets", "charts", "dashboards", "databases"))


@pytest.mark.parametrize("dataset", DATASETS.values(), ids=lambda made: made["table_name"])
def test_a_dataset_has_its_columns(sample_lake, dataset):
    assert dataset["database_uuid"] in DATABASES
    told = [column["column_name"] for column in dataset["columns"]]
    found = run_sql(Lake(sample_lake), dataset["sql"])
    assert found.column_names == told
    assert found.num_rows
    assert dataset["main_dttm_col"] in told


@pytest.mark.parametrize("chart", CHARTS.values(), ids=lambda made: made["slice_name"])
def test_a_chart_has_rows(sample_lake, chart):
    params, dataset = chart["params"], DATASETS[chart["dataset_uuid"]]
    columns = [*params.get("all_columns", []), *params.get("groupby", [])]
    columns += [params[name] for name in ("x_axis", "entity") if name in params]
    metrics = [*params.get("metrics", []), *(params[name] for name in ("metric", "secondary_metric") if name in params)]
    asked = [*columns, *(metric["sqlExpression"] for metric in metrics)]
    grouped = "group by all" if metrics else ""
    assert asked
    assert run_sql(Lake(sample_lake), f"select {', '.join(asked)} from ({dataset['sql']}) {grouped}").num_rows


def test_the_dashboard_shows_all_charts():
    (dashboard,) = DASHBOARDS.values()
    placed = [p for p in dashboard["position"].values() if isinstance(p, dict) and p["type"] == "CHART"]
    assert {chart["meta"]["uuid"] for chart in placed} == CHARTS.keys()
