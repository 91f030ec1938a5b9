"""From documents to rows: what one staged part becomes."""

import contextlib
import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from spacy.language import Language
from spacy.tokens import Doc

from transforms.analysis import Memory, analyse
from transforms.articles import AwaitsCapture, article_of
from transforms.captures import Capture
from transforms.documents import Document, Rejected, reject_of
from transforms.duplicates import fingerprint_of
from transforms.entities import Cast, cast_of
from transforms.entities.gazetteer import Gazetteer
from transforms.entities.knowledge import NOTHING, Knowledge
from transforms.entities.outlets import outlet_country
from transforms.entities.pronouns import add_pronouns
from transforms.entities.resolve import entities_of, entity_of, mentions_of
from transforms.entities.well_known import name_the_well_known
from transforms.ids import stable_id
from transforms.language import language_of
from transforms.quotes import Quotation, quotes_in
from transforms.tables import Article, Entity, Fingerprint, Mention, Quote, Reject, Sighting


@dataclass(slots=True)
class Derived:
    """The rows of one part, by table. `run_id` is empty in them: the run that publishes them is not known here."""

    articles: list[Article] = field(default_factory=list)
    sightings: list[Sighting] = field(default_factory=list)
    quotes: list[Quote] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    fingerprints: list[Fingerprint] = field(default_factory=list)

    def extend(self, other: "Derived") -> None:
        """Add the rows of another; an article that both have is then there twice."""
        for table in dataclasses.fields(self):
            getattr(self, table.name).extend(getattr(other, table.name))


def derive(
    documents: Iterable[Document],
    captures: Mapping[str, Capture],
    nlp: Language | Mapping[str, Language],
    gazetteer: Gazetteer | None = None,
    knowledge: Knowledge = NOTHING,
    memory: Memory | None = None,
) -> Derived:
    """All rows that follow from some documents. Each document becomes a sighting of an article, or a reject.

    `nlp` is one pipeline, or pipelines by the language that they read; the first is for articles whose language is not
    sure. Articles in other languages are kept without quotes, entities and mentions. Without a gazetteer no place is
    located. Where a capture is awaited, its sightings have none; raises AwaitsCapture, before any text is
    analysed, when an article cannot be dated without it. `memory` spares the parsing of what it has; it changes no row.
    """
    rows = Derived()
    unique: dict[str, Article] = {}
    for document in documents:
        made = _article_or_reject(document, captures[document.dump_id])
        if isinstance(made, Rejected):
            rows.rejects.append(reject_of(document.dump_id, made))
            continue
        captured_at = document.captured_at or captures[document.dump_id].at
        rows.sightings.append(
            Sighting(
                article_id=made.article_id,
                dump_id=document.dump_id,
                locator=document.locator,
                captured_at=captured_at,
            )
        )
        unique.setdefault(made.article_id, made)
    pipelines = {str(nlp.lang): nlp} if isinstance(nlp, Language) else nlp
    default = next(iter(pipelines))
    by_language: dict[str, list[Article]] = {}
    for article in unique.values():
        by_language.setdefault(article.language or default, []).append(article)
    for language, articles in by_language.items():
        if language not in pipelines:
            rows.articles.extend(articles)
            rows.fingerprints.extend(print_ for article in articles for print_ in fingerprint_of(article))
            continue
        for article, doc in _analysed(articles, pipelines[language], memory):
            try:
                _add_analysis(rows, article, doc, gazetteer, knowledge)
            except Exception as error:  # nor one article that the analysis cannot take
                _reject_article(rows, article, error)
    return rows


def derive_again(
    articles: Iterable[Article],
    pipelines: Mapping[str, Language],
    gazetteer: Gazetteer | None = None,
    knowledge: Knowledge = NOTHING,
    memory: Memory | None = None,
) -> Derived:
    """Quotes, entities and mentions of articles that are published, and the articles with the place of their dateline.

    They keep their ids, text and times. One that the analysis fails for, or that no pipeline reads, is not among the
    articles: what was derived from it stays.
    """
    rows = Derived()
    default = next(iter(pipelines))
    by_language: dict[str, list[Article]] = {}
    for article in articles:
        by_language.setdefault(article.language or default, []).append(article)
    for language in by_language.keys() & pipelines.keys():
        for article, doc in _analysed(by_language[language], pipelines[language], memory):
            made = Derived()
            # One article must not cost the part; that it is missing tells that it failed.
            with contextlib.suppress(Exception):
                _add_analysis(made, dataclasses.replace(article, dateline_entity_id=None), doc, gazetteer, knowledge)
                rows.extend(made)
    return rows


def _article_or_reject(document: Document, capture: Capture) -> Article | Rejected:
    if document.captured_at:
        capture = Capture(document.captured_at, "metadata")
    try:
        made = article_of(document, capture.at, capture.source)
        return _with_language(made) if isinstance(made, Article) else made
    except AwaitsCapture:
        raise
    except Exception as error:  # one bad document must not cost the part; the reject tells of it
        return _failed(document.locator, document.text, error)


def _failed(locator: str, text: str, error: Exception) -> Rejected:
    return Rejected(locator, "transform", "transform_failed", f"{type(error).__name__}: {error}"[:500], text[:200])


def _with_language(article: Article) -> Article:
    """The language of the text; what the page says of itself counts only where the text does not tell."""
    told = language_of(article.body)
    return dataclasses.replace(article, language=told[0]) if told else article


def _reject_article(rows: Derived, article: Article, error: Exception) -> None:
    """Its sightings become rejects: a document is never both, nor neither."""
    failed = [s for s in rows.sightings if s.article_id == article.article_id]
    rows.sightings = [s for s in rows.sightings if s.article_id != article.article_id]
    rows.rejects.extend(reject_of(s.dump_id, _failed(s.locator, article.body, error)) for s in failed)


def _analysed(articles: Sequence[Article], nlp: Language, memory: Memory | None) -> Iterator[tuple[Article, Doc]]:
    return zip(articles, analyse(nlp, (article.body for article in articles), memory=memory), strict=True)


def _add_analysis(rows: Derived, article: Article, doc: Doc, gazetteer: Gazetteer | None, knowledge: Knowledge) -> None:
    beside = "\n".join([article.headline or "", *article.summary, *article.captions])
    home = outlet_country(article.url)
    year = article.published_at.year if article.published_at else None
    people = knowledge.people
    cast = cast_of(doc, headline=beside, dateline=article.dateline, country=home, gazetteer=gazetteer, people=people)
    name_the_well_known(cast, people, year=year, country=home, apart=knowledge.corrected_people)
    quotations = quotes_in(doc, cast)
    add_pronouns(doc, cast, quotations)
    entities = entities_of(article.article_id, cast, knowledge)
    quotes = quotes_of(article, cast, quotations, entities)
    ids, quote_ids = [e.entity_id for e in entities], [q.quote_id for q in quotes]
    mentions = mentions_of(article.article_id, article.body, cast, ids, quotations, quote_ids)
    if cast.dateline is not None:
        entities.append(entity_of(cast.dateline, article.article_id, knowledge))
        article = dataclasses.replace(article, dateline_entity_id=entities[-1].entity_id)
    rows.fingerprints.extend(fingerprint_of(article))
    rows.articles.append(article)
    rows.quotes.extend(quotes)
    rows.entities.extend(entities)
    rows.mentions.extend(mentions)


def quotes_of(article: Article, cast: Cast, quotations: Sequence[Quotation], entities: Sequence[Entity]) -> list[Quote]:
    """Rows of `quotes` for the quotations of an article. `entities` are those of the cast's members, in their order."""
    body = article.body
    first_of: dict[int, int] = {}
    rows = []
    for position, quotation in enumerate(quotations):
        start = first_of.setdefault(quotation.utterance, quotation.start)
        speaker, cue, member = quotation.speaker, quotation.cue, quotation.member
        rows.append(
            Quote(
                quote_id=stable_id("quote", article.article_id, quotation.start, quotation.end),
                article_id=article.article_id,
                position=position,
                kind=quotation.kind,
                text=body[quotation.start : quotation.end],
                char_start=quotation.start,
                char_end=quotation.end,
                utterance_id=stable_id("utterance", article.article_id, start),
                speaker=None if member is None else cast.members[member].name,
                speaker_entity_id=None if member is None else entities[member].entity_id,
                speaker_text=body[slice(*speaker)] if speaker else None,
                speaker_start=speaker[0] if speaker else None,
                speaker_end=speaker[1] if speaker else None,
                speaker_role=quotation.role,
                cue=body[slice(*cue)] if cue else None,
                cue_start=cue[0] if cue else None,
                cue_end=cue[1] if cue else None,
                confidence=quotation.confidence,
            )
        )
    return rows
