"""Printed times: what they say, and how exactly."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.times import is_update, printed_time, time_in


@pytest.mark.parametrize(
    ("printed", "seconds", "precision"),
    [
        ("Updated 12 min 10 sec ago", 730, "second"),
        ("Updated 5 sec ago", 5, "second"),
        ("Updated min ago", 60, "minute"),
        ("Updated 2 hours 4 min ago", 7440, "minute"),
        ("an hour ago", 3600, "hour"),
        ("Updated 1 day ago", 86400, "day"),
        ("2 weeks ago", 1209600, "day"),
        ("just now", 0, "minute"),
        ("yesterday", 86400, "day"),
    ],
)
def test_an_age_is_counted_in_seconds(printed: str, seconds: int, precision: str) -> None:
    time = printed_time(printed)
    assert time is not None
    assert (time.age_seconds, time.precision, time.at) == (seconds, precision, None)


@pytest.mark.parametrize(
    ("printed", "at", "precision"),
    [
        ("Updated 28 October 2024", datetime(2024, 10, 28), "day"),
        ("Updated: 8 Feb. 2025 10:11", datetime(2025, 2, 8, 10, 11), "minute"),
        ("November 24, 2023 Friday 6:01 AM GMT", datetime(2023, 11, 24, 6, 1), "minute"),
        ("Published Thursday 27 July 2017", datetime(2017, 7, 27), "day"),
        ("( Lindholm, 27 Juli 17 )", datetime(2017, 7, 27), "day"),
        ("27-Jul-17", datetime(2017, 7, 27), "day"),
        ("Nov. 3, 2024, 5:07 p.m. ET", datetime(2024, 11, 3, 22, 7), "minute"),
        ("Nov. 2, 2024, 5:07 p.m. ET", datetime(2024, 11, 2, 21, 7), "minute"),
        ("March 9, 2025 12:30 a.m. ET", datetime(2025, 3, 9, 4, 30), "minute"),
        ("2024-05-02T22:57:24Z", datetime(2024, 5, 2, 22, 57, 24), "second"),
        ("2024-05-02T22:57:24+05:30", datetime(2024, 5, 2, 17, 27, 24), "second"),
        ("26-FEB-1987 15:01:01.79", datetime(1987, 2, 26, 15, 1, 1), "second"),
        ("31/12/2023", datetime(2023, 12, 31), "day"),
        ("12/31/2023", datetime(2023, 12, 31), "day"),
        ("3.4.2025", datetime(2025, 4, 3), "day"),
        ("10.15.15", datetime(2015, 10, 15), "day"),
        ("2025.05.15 20:00", datetime(2025, 5, 15, 20), "minute"),
        ("Publié le 30 août 2023 à 14h52", datetime(2023, 8, 30, 14, 52), "minute"),
        ("9. September 2025 um 15:46 Uhr", datetime(2025, 9, 9, 15, 46), "minute"),
    ],
)
def test_an_absolute_time_is_an_instant_in_utc(printed: str, at: datetime, precision: str) -> None:
    time = printed_time(printed)
    assert time is not None
    assert (time.at, time.precision, time.age_seconds) == (at.replace(tzinfo=UTC), precision, None)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "Follow",
        "He said on 28 October 2024 that the harbour would close for good.",
        "Updated",
        "30 February 2024",
        "27 July 17 boats left",
        "03/04/2025",
        "The ferry left three hours ago, said its captain, and nobody has seen it since then.",
    ],
)
def test_a_line_that_tells_no_time_is_none(line: str) -> None:
    assert printed_time(line) is None


def test_only_a_label_of_an_update_tells_of_one() -> None:
    assert is_update("Last updated: 3 May 2020")
    assert not is_update("Published 3 May 2020")
    assert not is_update("3 May 2020")


@pytest.mark.parametrize(
    ("line", "at"),
    [
        ("By Ann Lee | Nov. 3, 2024 at 5:07 p.m. ET | Politics", datetime(2024, 11, 3, 22, 7)),
        ("Tarn EchoNovember 21, 202501747", datetime(2025, 11, 21)),
        ("17:07, 3 May 2024", datetime(2024, 5, 3, 17, 7)),
    ],
)
def test_a_time_is_found_inside_a_line(line: str, at: datetime) -> None:
    time = time_in(line)
    assert time is not None
    assert time.at == at.replace(tzinfo=UTC)


@given(st.text(max_size=200))
def test_any_line_is_read(line: str) -> None:
    time = printed_time(line)
    assert time is None or (time.at is None) != (time.age_seconds is None)
    inside = time_in(line)
    assert inside is None or inside.at is not None
