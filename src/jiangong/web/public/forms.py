"""What visitors may type on the public pages. Plain forms; a wrong value falls back to the usual order."""

from dataclasses import dataclass
from typing import Self

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from jiangong.results.selectors import Wanted
from jiangong.web.fields import HouseForm

PAGE = 100
WHOLE = 200


@dataclass(frozen=True)
class StandingsQuery:
    """The reader's way of looking at standings, taken from the address so that it can be shared and printed."""

    stage: str
    sort: str
    unit: str
    words: str
    page: int
    division: str = ""

    @classmethod
    def of(cls, request: HttpRequest) -> Self:
        """Read the parameters; what is not a page number is page 1."""
        given = request.GET
        stated = given.get("page", "1")
        page = int(stated) if stated.isdigit() and len(stated) < 7 else 1
        return cls(
            stage=given.get("stage", "")[:80],
            sort=given.get("sort", "")[:80] or "place",
            unit=given.get("unit", "")[:200],
            words=given.get("words", "").strip()[:100],
            page=max(1, page),
            division=given.get("division", "")[:200],
        )

    @property
    def offset(self) -> int:
        """The first row of the page, counted from 0."""
        return (self.page - 1) * PAGE

    def wanted(self, *, offset: int, limit: int) -> Wanted:
        """The same as the selectors take it."""
        return Wanted(self.stage, self.sort, self.unit, self.words, offset, limit, self.division)

    @property
    def is_plain(self) -> bool:
        """Whether all rows, or all of a division, stand in the order of places, so that dividing lines between them are true."""
        return self.sort == "place" and not self.unit and not self.words

    @property
    def is_by_place(self) -> bool:
        """Whether rows stand in the order of places, so that those of a division stand together."""
        return self.sort.removeprefix("-") == "place"


class OwnResultForm(HouseForm):
    """The key of an entry to its own full result: the entry number and the code on the slip."""

    entry = forms.CharField(label=_("参赛号"), max_length=80)
    slip = forms.CharField(
        label=_("查分码"), max_length=20, help_text=_("在参赛凭条上，形如 K7F3-92QD；大小写和短横都可以省略。")
    )
