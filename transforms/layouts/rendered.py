"""Pages rendered to text, run together: menus, cookie notes, teasers, footers and all.

A model says of each line how likely it is body text (see `rendering`). An article is a run of lines that gains
more than it loses; it is over where the loss since its peak shows that another page has begun.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, pairwise

from transforms.documents import Draft, Line
from transforms.layouts.fitness import misfit_of
from transforms.layouts.model import Layout, Unfit
from transforms.layouts.parts import caption_of, dateline_of, folded_line, subheads_of, take_dateline, without_notes
from transforms.layouts.piece import Piece
from transforms.layouts.rendered_head import head_of
from transforms.layouts.rendered_model import likelihoods
from transforms.layouts.rendering import FOOTER, Shown, shown_lines

# Above this probability a line is a gain.
LEVEL = 0.35
# Inside an article, lines below this are left out.
KEEP = 0.3
# Loss since its peak that ends an article, and the least gain that makes one.
DROP = 90.0
DROP_AT_DATELINE = 15.0
LOSS_AT_RIGHTS = 40.0
LEAST_GAIN = 30.0


def gains(shown: Sequence[Shown], likely: Sequence[float]) -> list[float]:
    """What each line adds to a run: positive where it is likelier body text than not, more for longer lines.

    A line on rights is a loss of its own: it ends a page.
    """
    return [
        (p - LEVEL) * len(line.text) ** 0.7 - (LOSS_AT_RIGHTS if p < LEVEL and FOOTER.search(line.text) else 0.0)
        for line, p in zip(shown, likely, strict=True)
    ]


def runs_of(
    gained: Sequence[float], opens: Sequence[bool], drop: float = DROP, least: float = LEAST_GAIN
) -> list[tuple[int, int]]:
    """Runs, first and last line, whose sum never falls by `drop` below its peak: the X-drop rule of sequence alignment.

    Below a line that `opens` an article, a smaller loss shows that the one above it is over.
    Altschul et al. 1990, https://doi.org/10.1016/S0022-2836(05)80360-2
    """
    runs: list[tuple[int, int]] = []
    start, peak_at, total, peak = 0, -1, 0.0, 0.0
    for at, gain in enumerate(gained):
        if peak >= least and peak - total > (DROP_AT_DATELINE if opens[at] else drop):
            runs.append((start, peak_at))
            total, peak, peak_at = 0.0, 0.0, -1
        elif peak < least and (total <= 0 or peak - total > drop):
            total, peak, peak_at = 0.0, 0.0, -1
        if total == 0.0 and peak == 0.0:
            start = at
        total += gain
        if total > peak:
            peak, peak_at = total, at
    if peak >= least:
        runs.append((start, peak_at))
    return runs


def opens_of(shown: Sequence[Shown]) -> list[bool]:
    """Which lines open an article: those that begin with a dateline."""
    return [len(line.text) > 60 and dateline_of(line.text) is not None for line in shown]


def _parse(lines: Sequence[str]) -> Draft | Unfit:
    shown = shown_lines(lines)
    likely = likelihoods(shown)
    gained = gains(shown, likely)
    runs = runs_of(gained, opens_of(shown))
    unfit = Unfit("menu", "no run of body text") if not runs else None
    for first, last in sorted(runs, key=lambda run: -sum(gained[run[0] : run[1] + 1])):
        body = [" ".join(shown[at].text.split()) for at in range(first, last + 1) if likely[at] >= KEEP]
        # Consent notices and terms are written in sentences, too.
        misfit = misfit_of(body)
        if misfit is None:
            return draft_of_run(shown, first, last, body)
        unfit = unfit or misfit
    return (misfit_of(lines) if not runs else None) or unfit or Unfit("no_body")


def draft_of_run(
    shown: Sequence[Shown],
    first: int,
    last: int,
    body: list[str],
    headline_at: int | None = None,
    summary: Sequence[str] = (),
) -> Draft | Unfit:
    """The article whose text is `body`, from the shown lines `first` to `last`.

    `headline_at` is the shown line of its headline, where that is known.
    """
    head = head_of(shown, first, last, headline_at)
    again = folded_line(head.headline or "")
    body = without_notes([p for p in body if caption_of(p) is None and folded_line(p) != again])
    if not body:
        return Unfit("no_body")
    dateline = take_dateline(body)
    return Draft(
        headline=head.headline,
        body="\n\n".join(body),
        summary=list(summary),
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
# Where no page begins in so many lines, they are one piece, whatever follows: looking at them again costs time.
MAX_KEPT_LINES = 6000
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
        if not ready and len(kept) > MAX_KEPT_LINES:
            ready = [len(kept)]
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
    runs = runs_of(gains(shown, likelihoods(shown)), opens_of(shown))
    return [shown[_page_start(shown, above[1], below[0])].at for above, below in pairwise(runs)]


def _page_start(shown: Sequence[Shown], above: int, below: int) -> int:
    """The shown line, after the body that ends at `above`, at which the page of the body from `below` begins."""
    gap = range(above + 1, below + 1)
    rights = [at for at in gap if FOOTER.search(shown[at].text) and at < below - PHOTO_LINES]
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
