"""The cache of analyses spares work and changes no row; a damaged one is begun anew."""

from flows.parses import Parses, trim
from transforms.analysis import analyse

BODIES = [
    'Ann Lee of Quayside said: "The harbour opens on Monday."\n\nIt rained. Nobody minded, the mayor told the Courier.',
    'It rained. Nobody minded, the mayor told the Courier.\n\nMr. Okoro, 41, left \u2013 at 5 p.m.\n\n"No," he said.',
    "",
]


def told(docs):
    columns = ["TAG", "DEP", "HEAD", "ENT_IOB", "ENT_TYPE", "SENT_START", "LOWER", "SPACY", "SHAPE"]
    return [(doc.text, doc.to_array(columns).tolist(), [token.idx for token in doc]) for doc in docs]


def test_what_is_recalled_is_what_was_parsed(nlp, tmp_path):
    plain = told(analyse(nlp, BODIES))
    first, second = Parses(tmp_path / "c" / "parses.sqlite"), Parses(tmp_path / "c" / "parses.sqlite")
    assert told(analyse(nlp, BODIES, memory=first)) == plain
    first.save()
    assert told(analyse(nlp, BODIES, memory=second)) == plain
    assert first.found_count == 0
    assert second.found_count == second.asked_count > 0


def test_a_damaged_cache_is_begun_anew(nlp, tmp_path):
    file = tmp_path / "parses.sqlite"
    file.write_bytes(b"no database" * 1000)
    memory = Parses(file)
    assert told(analyse(nlp, BODIES, memory=memory)) == told(analyse(nlp, BODIES))
    memory.save()
    again = Parses(file)
    list(analyse(nlp, BODIES, memory=again))
    assert again.found_count == again.asked_count


def test_the_cache_stays_below_its_bound(nlp, tmp_path):
    file = tmp_path / "parses.sqlite"
    memory = Parses(file)
    list(analyse(nlp, (f"The ship of day {n} left, and {n} more came." for n in range(400)), memory=memory))
    memory.save()
    size = file.stat().st_size
    assert trim(file, size // 2) > 0
    assert file.stat().st_size <= size // 2
