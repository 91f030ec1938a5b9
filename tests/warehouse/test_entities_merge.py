"""SQL merges entities as transforms do."""

import dataclasses
from operator import attrgetter

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from transforms.entities import merge
from transforms.schema import table_of
from transforms.tables import Entity
from warehouse.entities import COLUMNS, merged_entities

POINTS = st.sampled_from([(None, None, None), (1.5, 2.5, None), (1.0, 9.0, "12"), (3.0, 0.5, "12"), (3.0, 0.5, "9")])


def entity(entity_id, name, aliases, country_code, point, wikidata_id) -> Entity:
    latitude, longitude, geonames_id = point
    return Entity(
        entity_id=entity_id,
        kind="place",
        name=name,
        aliases=aliases,
        country_code=country_code,
        latitude=latitude,
        longitude=longitude,
        geonames_id=geonames_id,
        wikidata_id=wikidata_id,
    )


ROWS = st.builds(
    entity,
    st.sampled_from("ab"),
    st.sampled_from(["ÉTÉ", "Été", "GAO", "Gao", "Gao Cercle", "Gao Region", "加奥", "Straße", "STRASSE"]),
    st.lists(st.sampled_from(["Gao", "gao", "加奥"]), max_size=3),
    st.sampled_from([None, "ML", "NE"]),
    POINTS,
    st.sampled_from([None, "Q1", "Q2"]),
)


@pytest.fixture(scope="module")
def connection():
    with duckdb.connect() as opened:
        yield opened


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ROWS, max_size=6))
def test_sql_merges_as_transforms_do(connection, rows):
    connection.register("staged", table_of(Entity).to_arrow(rows))
    found = connection.execute(f"SELECT {', '.join(COLUMNS)} FROM ({merged_entities('staged')})").fetchall()
    merged = [Entity(**dict(zip(COLUMNS, row, strict=True))) for row in found]
    assert [dataclasses.asdict(e) for e in sorted(merged, key=attrgetter("entity_id"))] == [
        dataclasses.asdict(e) for e in merge(rows)
    ]
