"""What the demo has to tell when it is filled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jiangong.competitions.gallery import CaseLine


@dataclass(frozen=True, slots=True)
class Account:
    """An account of the demo; it exists nowhere else."""

    username: str
    password: str
    role: str
    organization: str


@dataclass(frozen=True, slots=True)
class SlipShown:
    """An entry whose slip is printed, so that somebody can look up an own result in the demo."""

    title: str
    number: str
    slip: str
    path: str


@dataclass(frozen=True, slots=True)
class DemoSite:
    """Accounts, the case table, a few slips, and the way to one worker's own page."""

    accounts: tuple[Account, ...]
    cases: tuple[CaseLine, ...]
    slips: tuple[SlipShown, ...]
    link: str = ""
