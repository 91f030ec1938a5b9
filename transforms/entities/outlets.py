"""Where an outlet is at home, as far as its address tells."""

from urllib.parse import urlsplit

from transforms.entities.lexicon import words

# Domains of two letters that say nothing of a country: sold to everybody for what they spell, or no country's.
_SOLD_TO_ALL = words("ac ag ai am as cc cd co eu fm gg im io is la ly me ms mu nu pw sc sh so st su tk to tv vc vg ws")


def outlet_country(url: str | None) -> str | None:
    """ISO 3166 code of the country to which an address belongs by its top-level domain; None where that tells none.

    `.com` and the like tell none, though most such outlets are American: a wrong country would cost more than none.
    """
    try:
        host = urlsplit(url or "").hostname or ""
    except ValueError:  # an address that is none, such as `http://[`
        return None
    label = host.rstrip(".").rpartition(".")[2]
    if len(label) != 2 or not label.isascii() or not label.isalpha() or label in _SOLD_TO_ALL:
        return None
    return "GB" if label == "uk" else label.upper()
