"""Invented prose: sentences of words drawn by a seed, so that two seeds share nothing but single words."""

import random

_TEXT = """
harbour council bridge ferry winter budget mayor letter river quarry library strike orchard signal market captain
school theatre tunnel weather museum granite wheat railway festival lantern village surgeon compass the a of and to in
that said would from with by on after before over under
"""
WORDS = _TEXT.split()


def prose(seed: int, count: int) -> list[str]:
    """`count` words."""
    rng = random.Random(seed)
    return [rng.choice(WORDS) + str(rng.randrange(40)) for _ in range(count)]


def paragraphs(words: list[str], size: int = 40) -> str:
    """Words as a body: a blank line after each `size` of them."""
    return "\n\n".join(" ".join(words[i : i + size]) for i in range(0, len(words), size))
