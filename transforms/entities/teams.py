"""Teams that sport news call by their town or country: `England beat Samoa` names no place."""

from transforms.entities.forms import Form
from transforms.entities.lexicon import LOCATIVES, PLAY, SPORT, TEAM_COMPANY, TEAM_OPPONENTS
from transforms.entities.spans import Candidate, Tokens

# Share of an article's words that are words of sport, above which it is about sport; and how many at least.
SPORT_SHARE = 0.012
MIN_SPORT_WORDS = 4


def is_sport(tokens: Tokens) -> bool:
    """Whether an article is about sport."""
    count = sum(word in SPORT for word in tokens.lower)
    return count >= MIN_SPORT_WORDS and count > SPORT_SHARE * len(tokens.lower)


def part_teams(tokens: Tokens, forms: dict[str, Form]) -> None:
    """Move the mentions of teams out of the forms of places, into forms of organisations of the same name."""
    for key, form in list(forms.items()):
        if form.kind != "place":
            continue
        surely = [m for m in form.mentions if _plays(tokens, m)]
        if not surely:
            continue
        places = [m for m in form.mentions if m not in surely and _is_located(tokens, m)]
        if places:
            team = Form(key=form.key, words=form.words, text=form.text, kind="organisation", votes=form.votes)
            team.mentions = [m for m in form.mentions if m not in places]
            form.mentions = places
            forms[key + " (team)"] = team
        else:
            form.kind = "organisation"


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
