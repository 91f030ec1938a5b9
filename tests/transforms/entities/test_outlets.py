"""The country of an outlet by its address, and what it decides."""

import pytest

from flows.gazetteer import load_gazetteer
from transforms.analysis import analyse
from transforms.derive import Capture, derive
from transforms.documents import Document
from transforms.entities import cast_of
from transforms.entities.outlets import outlet_country


@pytest.mark.parametrize(
    ("url", "country"),
    [
        ("https://www.ellisport-news.co.uk/a/1", "GB"),
        ("http://ellisport.com.au:8080/x", "AU"),
        ("https://ellisport.fr.", "FR"),
        ("https://ellisport.com", None),
        ("https://ellisport.tv/live", None),
        ("https://ellisport.co/live", None),
        ("http://127.0.0.1/x", None),
        ("http://[", None),
        ("ellisport", None),
        ("", None),
        (None, None),
    ],
)
def test_the_top_level_domain_tells_the_country(url, country):
    assert outlet_country(url) == country


def test_a_town_is_sought_where_its_outlet_is(nlp):
    doc = next(analyse(nlp, ["The mayor of Newcastle said that the bridge would be closed."]))
    codes = [cast_of(doc, gazetteer=load_gazetteer(), country=c).members[0].country_code for c in (None, "GB")]
    assert codes == ["AU", "GB"]


def test_articles_are_derived_with_their_outlets_country(nlp):
    text = "The bridge is closed\n\nThe mayor of Richmond said that the bridge in the town would be closed on Monday."
    made = [
        Document(dump_id="d", locator=f"record {n}", layout="plain", text=text, url=url)
        for n, url in enumerate(("https://a.example.com/1", "https://a.example.com.au/1"), 1)
    ]
    rows = [derive([one], {"d": Capture(None, None)}, nlp, load_gazetteer()) for one in made]
    assert [{e.country_code for e in r.entities if e.name == "Richmond"} for r in rows] == [{"US"}, {"AU"}]
