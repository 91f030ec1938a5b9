"""A piece of a dump: the lines of one article, with its page around it."""

from dataclasses import dataclass, field

from transforms.documents import Line

# Blank lines in a row that are kept: layouts tell one from two, and hostile dumps have millions.
KEPT_BLANK_LINES = 3


@dataclass(slots=True)
class Piece:
    """Lines between the begin of one article and that of the next, blank ones at the edges aside.

    `start` and `end` are code points of the decoded dump, half open.
    """

    max_chars: int
    lines: list[Line] = field(default_factory=list)
    start: int = -1
    end: int = -1
    blank_count: int = 0

    @property
    def is_too_large(self) -> bool:
        """Whether it is over the limit: then only its first lines are here."""
        return self.end - self.start > self.max_chars

    @property
    def texts(self) -> list[str]:
        """The lines' texts, without blank ones at the end."""
        texts = [line.text for line in self.lines]
        while texts and not texts[-1].strip():
            texts.pop()
        return texts

    def add(self, line: Line) -> None:
        """Take in the next line of the dump."""
        is_blank = not line.text.strip()
        self.blank_count = self.blank_count + 1 if is_blank else 0
        if is_blank and (self.start < 0 or self.blank_count > KEPT_BLANK_LINES):
            return
        if self.start < 0:
            self.start = line.start
        if not is_blank:
            self.end = line.end
        if self.end - self.start <= self.max_chars or not self.lines:
            self.lines.append(line)
        else:
            del self.lines[3:]
