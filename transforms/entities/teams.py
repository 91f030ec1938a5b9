"""Teams that sport news call by their town or country: `England beat Samoa` names no place."""

from collections.abc import Callable
from typing import TypeAlias

from transforms.entities.forms import Form
from transforms.entities.lexicon import LOCATIVES, PLAY, SPORT, TEAM_COMPANY, TEAM_OPPONENTS
from transforms.entities.spans import Candidate, Tokens

# Share of an article's words that are words of sport, above which it is about sport; and how many at least.
SPORT_SHARE = 0.012
MIN_SPORT_WORDS = 4
VERSUS = frozenset({"versus", "vs", "vs."})
_JOINING = frozenset({(",",), ("and",), ("or",), (",", "and"), ("&",)})

Span: TypeAlias = tuple[int, int]


def is_sport(tokens: Tokens) -> bool:
    """Whether an article is about sport."""
    count = sum(word in SPORT for word in tokens.lower)
    return count >= MIN_SPORT_WORDS and count > SPORT_SHARE * len(tokens.lower)


def part_teams(tokens: Tokens, forms: dict[str, Form], is_country: Callable[[str], bool]) -> None:
    """Move the mentions of teams out of the forms of places, into forms of organisations of the same name.

    Outside sport news only what is said of games makes a team. A place beside a sure team ("Fulham, Liverpool and
    England") is one too."""
    sport = is_sport(tokens)
    places = {key: form for key, form in forms.items() if form.kind == "place"}
    surely = {
        (mention.first, mention.stop)
        for key, form in places.items()
        for mention in form.mentions
        if _versus(tokens, mention) or (sport and (_plays(tokens, mention) or _is_at(tokens, mention, is_country(key))))
    }
    if sport:
        others = {(m.first, m.stop) for f in forms.values() if f.kind == "organisation" for m in f.mentions}
        spans = sorted(others | {(m.first, m.stop) for f in places.values() for m in f.mentions})
        surely |= _beside(tokens, spans, surely | others)
    if not surely:
        return
    for key, form in places.items():
        if any((m.first, m.stop) in surely for m in form.mentions):
            _part(tokens, forms, key, surely, sport)


def _part(tokens: Tokens, forms: dict[str, Form], key: str, surely: set[Span], sport: bool) -> None:
    form = forms[key]
    places = [m for m in form.mentions if (m.first, m.stop) not in surely and (not sport or _is_located(tokens, m))]
    if not places:
        form.kind = "organisation"
        return
    team = Form(key=form.key, words=form.words, text=form.text, kind="organisation", votes=form.votes)
    team.mentions = [m for m in form.mentions if m not in places]
    form.mentions = places
    forms[key + " (team)"] = team


def _beside(tokens: Tokens, spans: list[Span], surely: set[Span]) -> set[Span]:
    """Spans of an enumeration that holds a sure team."""
    found: set[Span] = set()
    series: list[Span] = []
    for span in [*spans, (len(tokens.words) + 9, 0)]:
        if series and tuple(tokens.lower[series[-1][1] : span[0]]) not in _JOINING:
            if len(series) > 1 and any(s in surely for s in series):
                found.update(series)
            series = []
        series.append(span)
    return found


def _versus(tokens: Tokens, mention: Candidate) -> bool:
    before = tokens.lower[mention.first - 1] if mention.first else ""
    after = tokens.lower[mention.stop] if mention.stop < len(tokens.lower) else ""
    return before in VERSUS or after in VERSUS


def _is_at(tokens: Tokens, mention: Candidate, is_country: bool) -> bool:
    """`his staff at Fulham`: one is at a club, but in a town; but a game is at a town."""
    before = tokens.lower[mention.first - 1] if mention.first else ""
    further = tokens.tags[mention.first - 2] if mention.first > 1 else ""
    return before == "at" and not is_country and not further.startswith("V")


def _plays(tokens: Tokens, mention: Candidate) -> bool:
    before = tokens.lower[mention.first - 1] if mention.first else ""
    after = tokens.lower[mention.stop] if mention.stop < len(tokens.lower) else ""
    further = tokens.lower[mention.stop + 1] if mention.stop + 1 < len(tokens.lower) else ""
    if before in LOCATIVES:
        return False
    return (
        before in TEAM_OPPONENTS
        or after in PLAY
        or after in TEAM_COMPANY
        or (after in ("'s", "’s") and further in TEAM_COMPANY)
    )


def _is_located(tokens: Tokens, mention: Candidate) -> bool:
    before = tokens.lower[mention.first - 1] if mention.first else ""
    after = tokens.lower[mention.stop] if mention.stop < len(tokens.lower) else ""
    return before in LOCATIVES or (before == "," and mention.first > 1) or after == ","
