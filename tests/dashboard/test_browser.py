"""The dashboard in a real browser: every page, filters, hostile text, phone and dark; pictures of all of it."""

import os
import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from PIL import Image
from playwright.sync_api import expect

from warehouse.lake import Lake
from warehouse.query import run_sql

PICTURES = Path(os.environ.get("DATELINE_SCREENSHOTS", "build/screenshots"))
DOCS = Path(__file__).resolve().parents[2] / "warehouse" / "docs"
PAGES = {
    "": "Overview",
    "quotes": "Quotes",
    "people": "People",
    "places": "Places",
    "articles": "Articles",
    "wire_copy": "Wire copy",
    "quality": "Quality",
    "runs": "Runs",
}
LOOKS = {
    "desktop": {"viewport": {"width": 1280, "height": 1600}},
    "phone": {"viewport": {"width": 390, "height": 1600}},
    "dark": {"viewport": {"width": 1280, "height": 1600}, "color_scheme": "dark"},
}
# Colours are checked by eye, on two pages.
IN_DARK = {"", "places"}


@pytest.fixture(scope="module")
def one(sample_lake):
    """Ids of the speaker who is quoted most, and of an article that quotes him."""
    sql = """select speaker_entity_id as entity, article_id as article, any_value(speaker) as name
             from quotes where speaker_entity_id is not null group by all order by count(*) desc, 1 limit 1"""
    return run_sql(Lake(sample_lake), sql).to_pylist()[0]


@pytest.mark.parametrize("look", LOOKS)
def test_every_page_shows_itself(visit, dashboard, one, look):
    seen = visit(dashboard, **LOOKS[look])
    pages = {
        **PAGES,
        f"people?entity={one['entity']}": one["name"],
        f"articles?article={one['article']}": "Named in it",
    }
    PICTURES.mkdir(parents=True, exist_ok=True)
    for address, title in pages.items():
        if look == "dark" and address not in IN_DARK:
            continue
        seen.go(address)
        seen.wait_for(title)
        for chart in seen.page.locator("[data-testid=stVegaLiteChart]").all():
            chart.locator("canvas, svg").first.wait_for(timeout=10_000)
        width = seen.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert width <= 0, f"{address} is wider than the {look}"
        name = address.replace("?", "_").split("=")[0] or "overview"
        seen.page.screenshot(path=PICTURES / f"{look}_{name}.png")
    seen.check()


def test_the_docs_show_what_is_made_of_the_screenshots(pictures, tmp_path):
    """Besides the one of Superset. Here of sheets of one colour, as large as screenshots are."""
    screenshots, made = tmp_path / "screenshots", tmp_path / "made"
    for folder in (screenshots, made):
        folder.mkdir()
    for look, how in LOOKS.items():
        for name in ("overview", *filter(None, PAGES), "people_entity", "articles_article"):
            Image.new("RGB", tuple(how["viewport"].values()), "teal").save(screenshots / f"{look}_{name}.png")
    pictures.make(screenshots, made)
    texts = [*DOCS.glob("*.md"), DOCS.parents[1] / "README.md"]
    shown = {name for text in texts for name in re.findall(r"pictures/(\w+\.png)", text.read_text(encoding="utf-8"))}
    assert {file.name for file in made.iterdir()} == shown - {"superset.png"}
    assert {file.name for file in (DOCS / "pictures").iterdir()} == shown
    for file in made.iterdir():
        with Image.open(file) as new, Image.open(DOCS / "pictures" / file.name) as kept:
            assert new.size == kept.size


def test_filters_stand_in_the_address_and_are_read_from_it(visit, dashboard, one):
    seen = visit(dashboard)
    seen.go("quotes")
    field = seen.page.get_by_label("Speaker", exact=True)
    field.fill(one["name"])
    field.press("Enter")
    seen.page.wait_for_function("location.search.includes('speaker=')")
    only = "name => [...document.querySelectorAll('.dl-quote .dl-who b')].every(b => b.innerText == name)"
    seen.settle()
    seen.page.locator(".dl-quote").first.wait_for()
    seen.page.wait_for_function(only, arg=one["name"])
    told = seen.page.locator(".dl-quote .dl-who b").all_inner_texts()
    assert set(told) == {one["name"]}
    again = visit(dashboard)
    again.go(seen.page.url.removeprefix(dashboard))
    expect(again.page.locator(".dl-quote .dl-who b")).to_have_text(told)
    expect(again.page.get_by_label("Speaker", exact=True)).to_have_value(one["name"])
    again.go("quotes?words=certainlynosuchword")
    again.wait_for("No quote fits")
    seen.check()
    again.check()


def test_a_figure_leads_to_its_rows_and_a_quote_to_its_article(visit, dashboard, one):
    seen = visit(dashboard)
    seen.go(f"quotes?speaker_id={one['entity']}")
    seen.page.locator(".dl-quote .dl-faint a").first.click()
    seen.page.wait_for_url("**/articles?article=*")
    seen.settle()
    seen.wait_for("dateline trace")
    expect(seen.page.locator(".dl-body mark").first).to_be_visible()
    seen.check()


def test_words_are_found_by_their_stems_in_any_order(visit, dashboard, sample_lake):
    """As full-text search finds them, and not letter by letter."""
    sql = "select text, quote_id, article_id from quotes where length(text) > 60 order by 2 limit 1"
    quote = run_sql(Lake(sample_lake), sql).to_pylist()[0]
    words = sorted((w for w in quote["text"].split() if w.isalpha() and len(w) > 3), reverse=True)[:3]
    assert " ".join(words) not in quote["text"]
    seen = visit(dashboard)
    for page in ("quotes", "articles"):
        seen.go(f"{page}?words={'+'.join(words)}")
        seen.page.locator(f"[href*='{quote['article_id']}']").first.wait_for(timeout=20_000)
    seen.go("quotes?words=%2A%2A%2A")
    seen.wait_for("There is no word to look for")
    seen.check()


@pytest.mark.parametrize("link", ["named=", "speaker_id="])
def test_figures_lead_to_as_many_rows(visit, dashboard, one, link):
    seen = visit(dashboard)
    seen.go("" if link == "named=" else f"people?entity={one['entity']}")
    figure = seen.page.locator(f".dl-number a[href*='{link}']").first
    shown = figure.inner_text()
    figure.click()
    seen.page.wait_for_url(f"**/quotes?*{link}*")
    seen.settle()
    seen.page.locator(".dl-quote").first.wait_for()
    if link == "speaker_id=":
        seen.wait_for(f"{shown} quotes, newest")
    assert "speaker not known" not in seen.text
    seen.check()


def test_keys_reach_the_pages_and_the_filters(visit, dashboard):
    seen = visit(dashboard)
    seen.go("quotes")
    seen.wait_for("newest articles first")
    filters = ("Words", "Speaker", "Mentions", "Kind", "Outlet", "From", "To")
    for name in filters:  # Streamlit loads each kind of field when a page first needs it
        seen.page.get_by_label(name, exact=True).first.wait_for()
    reached = set()
    for _ in range(60):
        seen.page.keyboard.press("Tab")
        reached.add(
            seen.page.evaluate(
                "(() => { const e = document.activeElement; return (e.getAttribute('aria-label') || "
                "(e.labels && e.labels[0] && e.labels[0].innerText) || e.innerText || '').trim() })()"
            )
        )
    names = "\n".join(reached)
    for name in ("People", "Runs", *filters):
        assert name in names, f"{name} cannot be reached by Tab: {reached}"


def test_a_chart_has_its_table_and_csv(visit, dashboard):
    seen = visit(dashboard)
    seen.go("people")
    seen.page.get_by_role("tab", name="Table").click()
    shown = seen.page.locator(".dl-table:visible tbody tr").first.locator("td").first.inner_text()
    with seen.page.expect_download() as download:
        seen.page.get_by_role("button", name="CSV").click()
    lines = Path(download.value.path()).read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("entity_id,speaker,")
    assert shown in lines[1]
    seen.check()


@pytest.mark.parametrize(
    "page",
    [
        "",
        "quotes",
        "people",
        "people?entity=",
        "articles",
        "articles?article=",
        "quality",
        "runs",
        "runs?run=hostile",
        "places",
        "quotes?words=%3Cscript%3E",
    ],
)
def test_hostile_text_is_shown_as_text(visit, hostile_dashboard, hostile_lake, page):
    ids = run_sql(
        Lake(hostile_lake), "select article_id, speaker_entity_id from quotes order by 1 limit 1"
    ).to_pylist()[0]
    page = {"people?entity=": page + ids["speaker_entity_id"], "articles?article=": page + ids["article_id"]}.get(
        page, page
    )
    seen = visit(hostile_dashboard)
    seen.go(page)
    assert "taken" not in seen.page.title()
    main = seen.page.locator("[data-testid=stMain]")
    assert main.locator("script, img[src=x], [onerror]").count() == 0
    for href in main.locator("a").evaluate_all("links => links.map(a => a.href)"):
        assert unquote(href).startswith(("http://127.0.0.1", "https://quay.example"))
    if page in ("quotes", "articles", "quality", "people"):
        assert "<script>document.title" in main.inner_html().replace("&lt;", "<").replace("&gt;", ">")
    assert len(seen.text) < 30_000
    width = seen.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert width <= 0
    seen.check()
