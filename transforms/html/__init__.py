"""From a web page, or a piece of HTML, to an article: body by an extraction library, the rest by the page's claims."""

from transforms.html.fragment import fragment_draft, plain_text
from transforms.html.page import page_draft

__all__ = ["fragment_draft", "page_draft", "plain_text"]
