"""Places that articles mention, on a map that needs nothing from the internet."""

from collections import Counter

from warehouse.dashboard import charts, questions
from warehouse.dashboard.markup import cut, link
from warehouse.dashboard.reading import View
from warehouse.dashboard.show import Column, charted, days_and_outlet, field, heading, nothing, title


def show(view: View) -> None:
    """The page."""
    title("Places", "Where the news is: places by how often articles mention them.")
    filters = days_and_outlet(view, outlet=False)
    rows = view.rows(*questions.places(filters))
    if not rows:
        nothing("No dated article of these days mentions a place.")
        return
    days = {"since": filters.since, "until": filters.until}
    unknown = sum(row["latitude"] is None for row in rows)
    note = "Outline: Natural Earth, public domain." + (f" {unknown} places without coordinates." if unknown else "")
    heading("On the map", note)
    columns = [
        Column("place", lambda r: link(cut(r["place"]), "people", entity=r["entity_id"]), "wide"),
        field("country", "country_code"),
        Column("mentions", lambda r: link(r["mentions"], "articles", about_id=r["entity_id"], **days), "figure"),
        field("articles", "articles", "figure"),
        field("as dateline", "datelines", "figure"),
        Column("lies at", lambda r: _coordinates(r["latitude"], r["longitude"]), "nowrap"),
    ]
    charted("On the map", charts.world(rows), rows, columns)
    heading("By country", "Mentions of a country and of places in it, among the places above.")
    counts = Counter[str]()
    for row in rows:
        counts[row["country_code"] or "not known"] += row["mentions"]
    countries = [{"country": code, "mentions": count} for code, count in counts.most_common()]
    drawn = charts.bars(countries, "country", "mentions", "mentions", most=15)
    charted("By country", drawn, countries, [field("country", "country"), field("mentions", "mentions", "figure")])


def _coordinates(latitude: float | None, longitude: float | None) -> str:
    if latitude is None or longitude is None:
        return ""
    north, east = "N" if latitude >= 0 else "S", "E" if longitude >= 0 else "W"
    return f"{abs(latitude):.1f}° {north}, {abs(longitude):.1f}° {east}"
