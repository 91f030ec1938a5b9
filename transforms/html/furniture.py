"""Paragraphs that are no part of any article: leads to other pages, labels, credits of pictures, notes on rights.

Phrases are in the languages of the pages that we know. A space in a phrase stands for any white space.
"""

import re

# Leads and notes are short: a longer paragraph that begins like one is the article's own.
MAX_FURNITURE_CHARS = 180


def _any(*phrases: str) -> str:
    return "(?:" + "|".join(phrase.replace(" ", r"\s+") for phrase in phrases) + ")"


_STORIES = _any(
    "articles?", "stories", "story", "posts?", "content", "news", "coverage", "reading", "topics?", "links?", "videos?"
)
_NETWORKS = _any(
    *("twitter", "facebook", "instagram", "x", "whatsapp", "telegram", "linkedin", "youtube", "google news", "tiktok"),
    *("threads", "bluesky"),
)
# Before a colon or a bar, they lead to another story.
_LEADS = _any(
    *(
        "read",
        "see",
        "also",
        "also read",
        "read also",
        "more",
        "related",
        "watch",
        "listen",
        "recommended",
        "don'?t miss",
    ),
    *("must read", "see also", "see more", "read more", "read next", "up next", "further reading", "keep reading"),
    *("learn more", "in pictures", "in pics", "view gallery", rf"related {_STORIES}", r"more (?:on|from)\b[^:|]{0,40}"),
    *(
        "lea",
        "lea (?:tambi[ée]n|m[áa]s)",
        "le[ií]a (?:tamb[ée]m|mais)",
        "lire aussi",
        "[àa] lire(?: aussi)?",
        "voir aussi",
    ),
    *(
        "leggi anche",
        "lesen sie (?:auch|hier)",
        "mehr zum thema",
        "siehe auch",
        "lees (?:ook|meer)",
        "l[æe]s (?:også|mere)",
    ),
    *(
        "l[äa]s (?:också|mer|även)",
        "czytaj (?:także|też|więcej)",
        "cit(?:iţi|ește) și",
        "funda olunye udaba(?: lapha)?",
    ),
)
_WHOLE = _any(
    r"(?:read|see|watch|listen) (?:more|next|also|this)\b.{0,60}",
    rf"(?:related|recommended|suggested|more) {_STORIES}",
    *("don'?t miss", "up next", r"most (?:read|popular|viewed|shared)(?: in\b.{0,30})?", "trending(?: now)?"),
    *("you (?:may|might|could) also (?:like|enjoy|be interested)", "editor'?s picks?", "what to read next"),
    *("in this (?:article|story)", r"newsletter\b.{0,80}"),
)
_CALLS = _any(
    *(r"sign(?:ing)? up (?:for|to|here|now)\b", r"subscribe (?:to|now|here|today|for)\b"),
    r"get (?:the|our|your|all)\b.{0,60}\b(?:newsletter|inbox|app)\b",
    rf"(?:follow|like|join|find|connect with) (?:us|me|@?\w+|the \w+|[\w. ]{{2,40}}) on {_NETWORKS}\b",
    *(r"(?:click|tap) (?:here|the|on)\b", r"download (?:the|our)\b.{0,40}\bapps?\b", r"follow along\b"),
    r"for (?:more|the latest|all the latest)\b.{0,80}\b(?:news|stories|updates|information|follow|visit|check|click)\b",
    r"(?:got|have|do you have) a (?:story|tip|news tip|question|comment)\b",
    *("would you like to comment", "please read our comment", "tell us what", "let us know"),
    *("join the (?:conversation|discussion)", "leave a (?:comment|reply)", "have your say", "what do you think"),
    r"(?:get in touch|contact us|email us|send us)\b",
    "(?:thank you|thanks) for (?:subscribing|signing|reading|visiting)",
    r"stay (?:informed|up to date|tuned|connected) (?:with|on|by)\b",
)
_LABELS = _any(
    *(r"advertisement\b.{0,40}", "advertising", "ad", "anzeige", "werbung", "publicidad", "publicit[ée]", "reklama?"),
    *("pubblicit[àa]", "article content", r"story continues below.{0,40}", r"continue reading.{0,40}", "share via"),
    *(
        r"share(?: this(?: \w+)?)?(?: on .{0,20})?",
        "comments?",
        r"\d+ comments?",
        "print",
        "e-?mail",
        "facebook",
        "twitter",
    ),
    *("whatsapp", "linkedin", "pinterest", "reddit", "copy link", "link copied", "tweet", "save", "follow", "sorry!?"),
    *("thanks!?", r"please wait\.*", "thanks for signing up!?", r"loading\.*", "close", "menu", "search", "gallery"),
    *(
        "slideshow",
        "video",
        "audio",
        "photos?",
        "image",
        "table of contents",
        "tags?",
        "topics?",
        r"\(?end\)?",
        "replay",
    ),
    *(r"_{2,}", r"\*{3,}", "-{3,}", "¯+", r"enjoying our latest content\?", "play video", "(?:view|show) comments"),
    *("back to top", r"log in or create an account.{0,40}", r"there was an error processing.{0,40}", "story timeline"),
    *(r"this feature is temporarily.{0,60}", "getty(?: images)?", "afp", "reuters", "ap(?: photo)?", "more stories"),
    *("contenido relacionado", "leer m[áa]s"),
)
_CREDITS = _any(
    *(
        "images?",
        "photos?",
        "pictures?",
        "pic",
        "foto",
        "bild",
        "(?:image |photo )?credit",
        "photograph",
        "image source",
    ),
    *("(?:photo|picture|photograph) by", "source"),
)
_PATTERNS = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        rf"^\W*{_LEADS}\s*[:|»›]",
        rf"^\W*{_WHOLE}\W*$",
        rf"^\W*{_CALLS}",
        rf"^\W*{_LABELS}\W*$",
        rf"^\W*{_CREDITS}\s*:\s*.{{0,120}}$",
        r"^\W*(?:image|photo)\s+(?:credit|courtesy|by|via)\b.{0,100}$",
        r"^\W*(?:©|\(c\)\s|copyright\b|all\s+rights\s+reserved)",
        r"^\W*this\s+(?:article|story|material)\s+(?:is\s+the\s+copyrighted|may\s+not\s+be)",
        r"^(?:[\w\s]{0,20}:?\s*)?(?:\S+@\S+\.\w+|(?:https?://|www\.|twitter\.com/|facebook\.com/)\S+)\W*$",
    )
)


def is_furniture(text: str) -> bool:
    """Whether a paragraph is no part of any article."""
    return len(text) <= MAX_FURNITURE_CHARS and any(pattern.search(text) for pattern in _PATTERNS)
