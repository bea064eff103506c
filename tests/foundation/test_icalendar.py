"""Calendar files that other programs read."""

from datetime import UTC, date, datetime, timedelta, timezone

from jiangong.foundation.icalendar import Happening, calendar_bytes

MADE = datetime(2026, 7, 1, 8, tzinfo=UTC)


def lines(*happenings: Happening) -> list[str]:
    return calendar_bytes(happenings, name="竞赛", made_at=MADE).decode().split("\r\n")


def test_a_moment_is_written_in_utc_with_its_end():
    here = timezone(timedelta(hours=8))
    written = lines(
        Happening("a@x", "焊工", datetime(2026, 7, 24, 9, tzinfo=here), datetime(2026, 7, 24, 12, tzinfo=here))
    )

    assert "DTSTART:20260724T010000Z" in written and "DTEND:20260724T040000Z" in written
    assert written[0] == "BEGIN:VCALENDAR" and written[-2:] == ["END:VCALENDAR", ""]


def test_whole_days_end_on_the_day_after():
    written = lines(Happening("a@x", "焊工", date(2026, 7, 24), date(2026, 7, 25)))

    assert "DTSTART;VALUE=DATE:20260724" in written and "DTEND;VALUE=DATE:20260726" in written


def test_signs_of_the_format_are_escaped_and_a_moment_may_have_no_end():
    written = lines(Happening("a@x", "一,二;三\\四\n五", MADE, place="临澜市", url="https://x/y"))

    assert "SUMMARY:一\\,二\\;三\\\\四\\n五" in written
    assert "LOCATION:临澜市" in written and "URL:https://x/y" in written
    assert not any(line.startswith("DTEND") for line in written)


def test_long_lines_are_folded_between_characters():
    title = "全省职工焊接技能竞赛" * 9
    raw = calendar_bytes([Happening("a@x", title, MADE)], name="竞赛", made_at=MADE)

    assert max(len(line) for line in raw.split(b"\r\n")) <= 75
    assert f"SUMMARY:{title}" in raw.decode().replace("\r\n ", "")
