"""A dump that is one article, and what is no article at all."""

import pytest

from transforms.documents import Draft
from transforms.layouts import LAYOUTS, Unfit

PLAIN = LAYOUTS["plain"]

TEXT = (
    "The council of Ode voted on Tuesday to tear down the old grain store by the river.\n\n"
    "“It has stood empty for thirty years,” said Ina Roth, who sits on its planning board.\n\n"
    "A museum society had asked for more time, and was given none."
)


def drafted(text: str) -> Draft:
    draft = PLAIN.parse(text.split("\n"))
    assert isinstance(draft, Draft)
    return draft


def test_the_first_line_is_the_headline() -> None:
    draft = drafted("Ode to lose its grain store\n\n" + TEXT)
    assert draft.headline == "Ode to lose its grain store"
    assert draft.body == TEXT


def test_a_text_without_a_headline_keeps_its_first_paragraph() -> None:
    text = "ODE (QPA) — " + TEXT
    draft = drafted(text)
    assert (draft.headline, draft.dateline, draft.agency, draft.body) == (None, "ODE", "QPA", TEXT)


def test_byline_time_and_standfirst_stand_between_headline_and_text() -> None:
    draft = drafted(
        "Ode to lose its grain store\n\nMuseum society gets no more time\n\nBy Ina Roth\n\nPublished 4 May 2030\n\n"
        + TEXT
    )
    assert draft.byline == ["Ina Roth"]
    assert draft.summary == ["Museum society gets no more time"]
    assert draft.published is not None
    assert draft.published.text == "4 May 2030"
    assert draft.body == TEXT


def test_a_sentence_that_begins_with_by_is_no_byline() -> None:
    sentence = "By Tuesday evening the council had voted."
    assert drafted("Ode to lose its grain store\n\n" + sentence + "\n\n" + TEXT).body.startswith(sentence)


def test_wrapped_lines_are_joined_to_paragraphs() -> None:
    wrapped = (
        "Ode to lose its grain store\n\n"
        "The council of Ode voted on Tuesday to tear down the old\ngrain store by the river, after a debate\n"
        "that went on until midnight and left nobody quite\ncontent with what was agreed in the end, it\nsaid.\n\n"
        "A museum society had asked for more time to raise the\n"
        "money that its plans would have needed, and\nwas given none."
    )
    paragraphs = drafted(wrapped).body.split("\n\n")
    assert len(paragraphs) == 2
    assert paragraphs[1].startswith("A museum society had asked for more time to raise the money")


def test_captions_credits_and_notes_are_not_in_the_body() -> None:
    draft = drafted(
        "Ode to lose its grain store\n\nThe grain store of Ode in May. (Photo: Karl Benn / QPA)\n\n"
        + TEXT
        + "\n\n(Reporting by Karl Benn; Editing by Ina Roth)\n\n© 2030 The Ode Echo"
    )
    assert draft.captions == ["The grain store of Ode in May."]
    assert draft.credit == "Photo: Karl Benn / QPA"
    assert draft.body == TEXT


def test_an_item_of_one_paragraph_keeps_it_though_a_credit_ends_it() -> None:
    text = "The grain store of Ode burnt on Tuesday. Nobody was hurt. (Ode Echo Photo/Karl Benn)"
    draft = drafted("Ode loses its grain store\n\n" + text)
    assert (draft.body, draft.captions) == (text, [])


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("\n".join(["Home", "World", "Sport", "Weather", "Contact us", "Jobs", "About", "Sign in", "Archive"]), "menu"),
        (
            "We value your privacy\n\nWe and our partners use cookies and similar technology on your device to"
            " personalise ads and services. You can accept or reject them in your preferences. Accept"
            " all cookies. Settings.",
            "cookie_notice",
        ),
        (
            "Terms of use\n\n1. By using this site you agree to these terms and conditions. 2. You shall not copy any"
            " content without the licensor's written agreement.\n\n3. The service comes without warranty of any kind,"
            " and liability for damages is excluded. 4. This agreement is governed by the law of Westmark. You may not"
            " sublicense it.",
            "terms",
        ),
        (
            "import sys\n\ndef main(argv):\n    total = 0\n    for name in argv[1:]:\n"
            "        total += len(open(name).read())\n"
            "    print(total)\n\nif __name__ == '__main__':\n    main(sys.argv)",
            "source_code",
        ),
        ("12.5 33.1 18.0\n17.2 10.0 11.4\n99.1 12.0 17.7\n18.9 22.3 10.1\nA 7.1\nB 9.2", "not_prose"),
        ("spam " * 4000, "not_prose"),
    ],
)
def test_what_is_no_article_says_why(text: str, reason: str) -> None:
    found = PLAIN.parse(text.split("\n"))
    assert isinstance(found, Unfit)
    assert found.reason == reason


@pytest.mark.parametrize(
    "text",
    [
        "Court rules on cookies\n\nA court in Ode ruled on Monday that websites must ask before they store cookies.\n\n"
        "The judge said that a firm which sells maps had tracked readers for years, and fined it nine million"
        " crowns.\n\n"
        "“Nobody reads these notices, and the company knew it,” said Ina Roth, a lawyer for the readers’ league.",
        "Union signs agreement on ferry pay\n\n"
        "The deckhands of Tarn signed an agreement with their company on Friday.\n\n"
        "Both sides called its terms fair. The ferries shall sail again on Monday, a spokesman for Tarn Lines said.",
    ],
)
def test_news_about_notices_and_contracts_is_news(text: str) -> None:
    assert isinstance(PLAIN.parse(text.split("\n")), Draft)


def test_the_signature_of_a_post_is_no_time_of_the_article() -> None:
    draft = drafted(f"Ode to lose its grain store\n\n{TEXT}\n\n— Ina Roth (@inaroth) May 4, 2030\n\nNobody replied.")
    assert (draft.published, draft.summary) == (None, [])
    assert draft.body.startswith(TEXT)


def test_a_long_text_above_a_byline_is_no_standfirst() -> None:
    text = "\n\n".join([TEXT.replace("\n\n", " ") + " Nobody else wanted it."] * 3)
    draft = drafted(f"Ode to lose its grain store\n\n{text}\n\nPublished 4 May 2030")
    assert draft.summary == []
    assert draft.body.startswith(text)
