"""The dashboard as Streamlit runs it: which pages there are, and what is said when the lake cannot be read."""

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from transforms.errors import UserError
from warehouse.dashboard import questions
from warehouse.dashboard.markup import as_text, markdown
from warehouse.dashboard.reading import Answers, View, identity, lake_setting, viewing
from warehouse.dashboard.style import STYLE
from warehouse.dashboard.views import articles, overview, people, places, quality, quotes, runs, wire_copy
from warehouse.errors import LakeBusy, LakeTooNew, LakeUnreachable, NoLake, NotALake
from warehouse.lake import Lake

# A file of our own: Streamlit fetches an icon that it is only told the name of from the internet.
ICON = Path(__file__).with_name("icon.png")
# What a page is called, its address, its icon, and what shows it.
PAGES: tuple[tuple[str, str, str, Callable[[View], None]], ...] = (
    ("Overview", "overview", "home", overview.show),
    ("Quotes", "quotes", "format_quote", quotes.show),
    ("People", "people", "person", people.show),
    ("Places", "places", "public", places.show),
    ("Articles", "articles", "article", articles.show),
    ("Wire copy", "wire_copy", "content_copy", wire_copy.show),
    ("Quality", "quality", "check_circle", quality.show),
    ("Runs", "runs", "schedule", runs.show),
)
_HEADLINES: tuple[tuple[type[UserError], str], ...] = (
    (NoLake, "There is no lake yet"),
    (LakeTooNew, "The lake is newer than this dashboard"),
    (NotALake, "This is not a lake of dateline"),
    (LakeBusy, "The lake is busy"),
    (LakeUnreachable, "The lake cannot be reached"),
)


def main() -> None:
    """Show the page that the address names."""
    st.set_page_config(page_title="dateline", page_icon=str(ICON), layout="wide")
    st.html(STYLE)
    pages = [
        st.Page(_page(show), title=name, url_path=path, icon=f":material/{icon}:", default=path == "overview")
        for name, path, icon, show in PAGES
    ]
    st.navigation(pages, position="top").run()


def _page(show: Callable[[View], None]) -> Callable[[], None]:
    def page() -> None:
        location, data = lake_setting()
        lake, answers = _opened(identity(location), data)
        try:
            with viewing(lake, answers) as view:
                if _is_empty(view):
                    _say_empty()
                    return
                show(view)
                _footer(view)
        except UserError as error:
            lake.close()  # a lake that comes back is opened anew
            _say(error)

    return page


@st.cache_resource(max_entries=2, show_spinner=False)
def _opened(place: tuple[str, int], data: str | None) -> tuple[Lake, Answers]:
    """The lake, open, and the answers that it gave: shared by all who look at it."""
    return Lake(place[0], data), Answers()


def _is_empty(view: View) -> bool:
    sizes = view.row(questions.SIZES)
    return sizes is None or not (sizes["articles"] or sizes["runs"] or sizes["rejects"])


def _say_empty() -> None:
    st.info("**The lake is empty.** Nothing has been published to it. Load dumps, then load this page again:")
    st.code("dateline ingest PATH", language="sh")


def _say(error: UserError) -> None:
    headline = next((words for kind, words in _HEADLINES if isinstance(error, kind)), "This page cannot be shown")
    told = st.info if isinstance(error, NoLake) else st.error
    told(f"**{headline}.** {markdown(error)}")
    if isinstance(error, NoLake):
        st.code("dateline ingest PATH\ndateline dashboard", language="sh")


def _footer(view: View) -> None:
    last = view.row(questions.LAST_RUN)
    when = f", last run {as_text(last['started_at'])} ({last['status']})" if last else ""
    st.divider()
    st.caption(markdown(f"{view.lake.location}, snapshot {view.snapshot}{when}. Times are UTC."))


if __name__ == "__main__":
    main()
