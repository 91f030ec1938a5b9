"""Pages rendered to text, run together: menus, cookie notes, teasers, footers and all.

A linear model says of each line how likely it is body text (see `rendering`). An article is a run of lines that gains
more than it loses; it is over where the loss since its peak shows that another page has begun.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, pairwise

from transforms.documents import Draft, Line
from transforms.layouts.fitness import misfit_of
from transforms.layouts.model import Layout, Unfit
from transforms.layouts.parts import caption_of, subheads_of, take_dateline, without_notes
from transforms.layouts.piece import Piece
from transforms.layouts.rendered_head import head_of
from transforms.layouts.rendered_weights import WEIGHTS
from transforms.layouts.rendering import NAMES, RIGHTS, Shown, described, shown_lines

_WEIGHTS = tuple(WEIGHTS[name] for name in NAMES)
# Above this probability a line is a gain.
LEVEL = 0.45
# Inside an article, lines below this are left out.
KEEP = 0.35
# Loss since its peak that ends an article, and the least gain that makes one.
DROP = 90.0
LEAST_GAIN = 40.0


def likelihoods(shown: Sequence[Shown]) -> list[float]:
    """How likely each line is body text, 0 to 1."""
    return [1 / (1 + math.exp(-max(-30.0, min(30.0, _dot(row))))) for row in described(shown)]


def _dot(row: Sequence[float]) -> float:
    return sum(weight * value for weight, value in zip(_WEIGHTS, row, strict=True))


def gains(shown: Sequence[Shown], likely: Sequence[float]) -> list[float]:
    """What each line adds to a run: positive where it is likelier body text than not, more for longer lines."""
    return [(p - LEVEL) * len(line.text) ** 0.7 for line, p in zip(shown, likely, strict=True)]


def runs_of(gained: Sequence[float], drop: float = DROP, least: float = LEAST_GAIN) -> list[tuple[int, int]]:
    """Runs, first and last line, whose sum never falls by `drop` below its peak: the X-drop rule of sequence alignment.

    Altschul et al. 1990, https://doi.org/10.1016/S0022-2836(05)80360-2
    """
    runs: list[tuple[int, int]] = []
    start, peak_at, total, peak = 0, -1, 0.0, 0.0
    for at, gain in enumerate(gained):
        if total <= 0 and peak < least:
            start, total, peak, peak_at = at, 0.0, 0.0, -1
        total += gain
        if total > peak:
            peak, peak_at = total, at
        if peak - total > drop:
            if peak >= least:
                runs.append((start, peak_at))
            total, peak, peak_at = 0.0, 0.0, -1
    if peak >= least:
        runs.append((start, peak_at))
    return runs


def _parse(lines: Sequence[str]) -> Draft | Unfit:
    shown = shown_lines(lines)
    likely = likelihoods(shown)
    gained = gains(shown, likely)
    runs = runs_of(gained)
    if not runs:
        return misfit_of(lines) or Unfit("menu", "no run of body text")
    first, last = max(runs, key=lambda run: sum(gained[run[0] : run[1] + 1]))
    head = head_of(shown, first, last)
    kept = [at for at in range(first, last + 1) if likely[at] >= KEEP and at != head.at]
    body = [" ".join(shown[at].text.split()) for at in kept if caption_of(shown[at].text) is None]
    body = without_notes(body)
    if not body:
        return Unfit("no_body")
    dateline = take_dateline(body)
    return Draft(
        headline=head.headline,
        body="\n\n".join(body),
        summary=[],
        subheads=subheads_of(body),
        captions=[],
        dateline=dateline.place if dateline else None,
        byline=head.byline,
        agency=(dateline.agency if dateline else None) or head.agency,
        published=head.published,
        updated=head.updated,
    )


# Lines that are looked at together; a page is cut from the next among these and those that are left of the last.
WINDOW_LINES = 3000
# Lines before the body of a page in which a line on rights may be that of a photo.
PHOTO_LINES = 6


def _cut(lines: Iterable[Line], max_chars: int) -> Iterator[Piece]:
    """A piece for each article: from below the footer of the page before it to the footer of its own."""
    source = iter(lines)
    kept: list[Line] = []
    while True:
        more = list(islice(source, WINDOW_LINES))
        kept += more
        starts = _page_starts([line.text for line in kept])
        # The last article of a window may go on in the next one, and so may the gap above it.
        ready = starts if not more else starts[:-1]
        for start, end in zip([0, *ready[:-1]] if ready else [], ready, strict=True):
            piece = _piece(kept[start:end], max_chars)
            if piece is not None:
                yield piece
        kept = kept[ready[-1] :] if ready else kept
        if not more:
            piece = _piece(kept, max_chars)
            if piece is not None:
                yield piece
            return


def _piece(lines: Sequence[Line], max_chars: int) -> Piece | None:
    piece = Piece(max_chars)
    for line in lines:
        piece.add(line)
    return piece if piece.start >= 0 else None


def _page_starts(texts: Sequence[str]) -> list[int]:
    """The lines at which all pages but the first begin."""
    shown = shown_lines(texts)
    runs = runs_of(gains(shown, likelihoods(shown)))
    return [shown[_page_start(shown, above[1], below[0])].at for above, below in pairwise(runs)]


def _page_start(shown: Sequence[Shown], above: int, below: int) -> int:
    """The shown line, after the body that ends at `above`, at which the page of the body from `below` begins."""
    gap = range(above + 1, below + 1)
    rights = [at for at in gap if RIGHTS.search(shown[at].text) and at < below - PHOTO_LINES]
    if rights:
        return rights[-1] + 1
    widest = max(gap, key=lambda at: (shown[at].blank_before if at < below - 1 else 0, -at))
    if shown[widest].blank_before >= 2:
        return widest
    return max(above + 1, below - (below - above) // 2)


def _recognises(head: Sequence[str]) -> bool:
    """Rendered pages have list marks and short lines where articles have paragraphs."""
    shown = shown_lines(head)
    if len(shown) < 15:
        return False
    lists = sum(line.is_list and line.indent >= 2 for line in shown)
    short = sum(len(line.text) < 40 for line in shown)
    return lists >= 4 and short >= 0.3 * len(shown)


RENDERED = Layout(name="rendered", recognises=_recognises, cut=_cut, parse=_parse)
