"""Which language a text is in."""

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

# Enough to tell: on the article pages that we measured, 1,000 characters named every language right, as did 2,000.
MAX_CHARACTERS = 1_000
# Fewer letters than this are names and acronyms in any language.
MIN_LETTERS = 12
# Below it the best guess was wrong in some of the headlines measured, above it in none.
MIN_PROBABILITY = 0.7
# py3langid's class for numbers, markup and other text in no language.
_NO_LANGUAGE = "zxx"


def language_of(text: str) -> tuple[str, float] | None:
    """ISO 639-1 code of the language that a text is in, and how probable it is (0 to 1); None when that is not sure.

    Judged by the beginning of the text. Languages without a two-letter code count as none.
    """
    beginning = text.lstrip()[:MAX_CHARACTERS]
    if sum(map(str.isalpha, beginning)) < MIN_LETTERS:
        return None
    # Lone surrogates cannot be encoded, and no language is told by them.
    readable = beginning.encode("utf-8", "replace").decode("utf-8")
    code, probability = _identifier().classify(readable)
    if code == _NO_LANGUAGE or probability < MIN_PROBABILITY:
        return None
    return code, min(float(probability), 1.0)


@cache
def _identifier() -> "LanguageIdentifier":
    """The model that py3langid ships, held to languages with a two-letter code. Loaded once per process."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    full = LanguageIdentifier.from_model_file(MODEL_FILE)
    full.set_languages([code for code in full.labels if len(code) == 2 or code == _NO_LANGUAGE])
    # Made anew of what is left: the full one keeps the others, 28 MB.
    return LanguageIdentifier(
        full.nb_ptc, full.nb_pc, full.nb_classes, full.tk_nextmove, full.tk_output, norm_probs=True, tk_row=full.tk_row
    )
