"""Invented entries and marks. The same every time: each figure follows from its name by a hash, no die is thrown."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence

import pyarrow as pa

from jiangong.cli.demo.people import CITIES, TRADES
from jiangong.core.scoring import Tables

FAMILY = "岑闻路温祁尹盛樊支凌连阮项骆宁舒邬柯卢桑卓裴翟管昝纪甘屈蓝万"
GIVEN = [
    "佳禾",
    "一川",
    "知夏",
    "景舟",
    "书夏",
    "春帆",
    "佳星",
    "书舟",
    "新星",
    "远帆",
    "向源",
    "立石",
    "春松",
    "知岩",
    "景松",
    "嘉原",
    "书石",
    "远衡",
    "明源",
    "海宁",
    "云松",
    "远川",
    "春雨",
    "景川",
]
SIXTEENTH = 2**64


def drawn(name: str, low: float, high: float) -> float:
    """A figure between two bounds that always belongs to `name`, most often near the middle."""
    digest = hashlib.sha256(name.encode()).digest()
    shares = [int.from_bytes(digest[at : at + 8], "big") / SIXTEENTH for at in (0, 8, 16)]
    return low + (high - low) * sum(shares) / len(shares)


def half_point(name: str, low: float, high: float) -> str:
    """The same in steps of 0.5, as text."""
    return f"{round(drawn(name, low, high) * 2) / 2:.1f}"


def workers(event: str, count: int) -> list[dict[str, str]]:
    """Entries with invented names, from all fourteen cities in turn."""
    rows = []
    for at in range(count):
        city = CITIES[at % len(CITIES)][0]
        family = FAMILY[int(drawn(f"{event} family {at}", 0, len(FAMILY) - 0.01))]
        given = GIVEN[(at * 7 + int(drawn(f"{event} given {at}", 0, 3))) % len(GIVEN)]
        unit = f"{city[:2]}{TRADES[int(drawn(f'{event} unit {at}', 0, len(TRADES) - 0.01))]}"
        rows.append({"entry": f"A{at + 1:03d}", "name": family + given, "unit": unit, "team": city})
    return rows


def bodies(names: Iterable[str], kind: str) -> list[dict[str, str]]:
    """Entries that are units, one a city."""
    return [
        {"entry": f"{at:02d}", "name": f"{name[:2]}{kind}", "unit": name, "team": ""}
        for at, name in enumerate(names, start=1)
    ]


def welding_marks(event: str, entries: Sequence[dict[str, str]], out: dict[int, str]) -> list[dict[str, str]]:
    """A theory mark and five judges' marks each; `out` names the state of those who did not finish, by position."""
    rows = []
    for at, entry in enumerate(entries):
        number = entry["entry"]
        rows.append(_row(number, "theory", value=half_point(f"{event} theory {number}", 62, 96)))
        skill = drawn(f"{event} skill {number}", 62, 93)
        for judge in range(1, 6):
            value = half_point(f"{event} {number} judge {judge}", skill - 3, skill + 3)
            state = out.get(at, "")
            rows.append(_row(number, "practice", source=f"J{judge:02d}", value="" if state else value, state=state))
    return rows


def panel_marks(
    event: str, entries: Sequence[dict[str, str]], criterion: str, *, items: Mapping[str, str], top: float
) -> list[dict[str, str]]:
    """Three assessors' marks of each item, out of `top`; `items` are drawn by their code and written by their name."""
    rows = []
    for entry in entries:
        number = entry["entry"]
        for item, name in items.items():
            level = drawn(f"{event} {number} {item}", top * 0.62, top * 0.97)
            for judge in range(1, 4):
                value = half_point(f"{event} {number} {item} {judge}", level - top / 20, min(top, level + top / 20))
                rows.append(_row(number, criterion, item=name, source=f"J{judge:02d}", value=value))
    return rows


def plain_marks(event: str, entries: Sequence[dict[str, str]], criteria: Sequence[str]) -> list[dict[str, str]]:
    """One figure of each criterion."""
    return [
        _row(entry["entry"], criterion, value=half_point(f"{event} {entry['entry']} {criterion}", 66, 99))
        for entry in entries
        for criterion in criteria
    ]


def _row(
    entry: str, criterion: str, *, item: str = "", source: str = "", value: str = "", state: str = ""
) -> dict[str, str]:
    return {"entry": entry, "criterion": criterion, "item": item, "source": source, "value": value, "state": state}


def as_tables(marks: Sequence[dict[str, str]], entries: Sequence[dict[str, str]] | None = None) -> Tables:
    """Rows as the tables that an officer would hand in."""
    return Tables(marks=_table(marks), entries=_table(entries) if entries else None, files={"marks": "marks.csv"})


def _table(rows: Sequence[dict[str, str]]) -> pa.Table:
    names = [name for name in rows[0] if any(row[name] for row in rows)]
    return pa.table({name: pa.array([row[name] for row in rows], pa.string()) for name in names})
