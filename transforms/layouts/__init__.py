"""Layouts of text dumps. To add one: write its module, and name it in LAYOUTS before those that are less particular."""

from collections.abc import Sequence

from transforms.layouts.fbis import FBIS
from transforms.layouts.model import HEAD_LINES, Layout, Unfit
from transforms.layouts.nexis import NEXIS
from transforms.layouts.page import PAGE
from transforms.layouts.plain import PLAIN
from transforms.layouts.rendered import RENDERED
from transforms.layouts.reuters_sgml import REUTERS_SGML
from transforms.layouts.webtext import WEBTEXT

# In the order in which they are tried: the first that recognises the head of a dump has it. `plain` takes any.
LAYOUTS: dict[str, Layout] = {
    layout.name: layout for layout in (REUTERS_SGML, NEXIS, FBIS, PAGE, RENDERED, WEBTEXT, PLAIN)
}


def layout_of(head: Sequence[str]) -> Layout:
    """The layout of the dump that begins with these lines, normalised."""
    return next(layout for layout in LAYOUTS.values() if layout.recognises(head))


__all__ = ["HEAD_LINES", "LAYOUTS", "Layout", "Unfit", "layout_of"]
