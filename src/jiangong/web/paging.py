"""Long lists in pages, by the address, so that a page can be shared and printed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

PAGE = 100


@dataclass(frozen=True)
class Paged:
    """One page of a list: its rows, its number, and the numbers of all pages where there are several."""

    rows: list[Any]
    number: int
    numbers: Sequence[int]
    count: int


def paged(request: HttpRequest, rows: Any) -> Paged:
    """The page that the address asks for; what is no page number is page 1."""
    stated = request.GET.get("page", "1")
    number = max(1, int(stated)) if stated.isdigit() and len(stated) < 7 else 1
    count = rows.count()
    last = max(1, -(-count // PAGE))
    number = min(number, last)
    shown = list(rows[(number - 1) * PAGE : number * PAGE])
    return Paged(shown, number, range(1, last + 1) if last > 1 else (), count)
