"""The text of a record whose headline, if it has one, is given as data: paragraphs, and nothing above them."""

from collections.abc import Sequence

from transforms.documents import Draft
from transforms.layouts.fitness import misfit_of
from transforms.layouts.model import Layout, Unfit
from transforms.layouts.parts import paragraphs_of, subheads_of, take_dateline, without_notes


def _parse(lines: Sequence[str]) -> Draft | Unfit:
    misfit = misfit_of(lines)
    if misfit is not None:
        return misfit
    body = without_notes(paragraphs_of(lines))
    dateline = take_dateline(body)
    return Draft(
        headline=None,
        body="\n\n".join(body),
        summary=[],
        subheads=subheads_of(body),
        captions=[],
        dateline=dateline.place if dateline else None,
        byline=[],
        agency=dateline.agency if dateline else None,
    )


def _never(head: Sequence[str]) -> bool:
    return False


# Never told by content: readers of records name it.
RECORD = Layout(name="record", recognises=_never, parse=_parse)
