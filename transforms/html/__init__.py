"""From a web page to an article: body by an extraction library, the rest from what the page says of itself."""

from transforms.html.page import page_draft

__all__ = ["page_draft"]
