"""Who said it: quoted and reported speech of an article, with speakers and cues."""

from transforms.quotes.model import Quotation, quotes_in

__all__ = ["Quotation", "quotes_in"]
