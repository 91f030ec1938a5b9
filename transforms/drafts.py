"""From a document to its draft: by the layout that its reader named, joined with what its record gives as data."""

from transforms.documents import Document, Draft
from transforms.given import with_given
from transforms.layouts import LAYOUTS, Unfit
from transforms.layouts.record import RECORD

# Layouts of documents whose text is HTML: a whole page, or the text of an article alone.
PAGE_OF_HTML = "html"
FRAGMENT_OF_HTML = "fragment"


def draft_of(document: Document) -> Draft | Unfit:
    """The document taken apart, or why it is no article."""
    draft = _parsed(document)
    return draft if isinstance(draft, Unfit) else with_given(draft, document.fields)


def _parsed(document: Document) -> Draft | Unfit:
    if document.layout in (PAGE_OF_HTML, FRAGMENT_OF_HTML):
        from transforms.html import fragment_draft, page_draft  # lxml, and a second for the extractor

        is_page = document.layout == PAGE_OF_HTML
        return page_draft(document.text, document.url) if is_page else fragment_draft(document.text)
    layout = RECORD if document.layout == RECORD.name else LAYOUTS[document.layout]
    return layout.parse(document.text.split("\n"))
