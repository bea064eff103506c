"""Workers and their rosters. Identity numbers are made up from parts and end with the sign that belongs to them."""

from itertools import count

from jiangong.organizations.models import Organization, User
from jiangong.organizations.people.identity import check_sign
from jiangong.organizations.people.models import Roster, Worker
from jiangong.organizations.people.services import carry_on, check_roster, confirm_roster, receive_roster
from tests.factories.organizations import an_officer

_numbers = count(1)
BASIS = "已逐人取得书面同意"


def an_identity(born: str = "19900501", order: int = 2) -> str:
    """An identity number of a place that exists nowhere; an odd order is a man's."""
    digits = f"990101{born}{order:03d}"
    return digits + check_sign(digits)


def a_checked_roster(
    unit: Organization, text: str, *, by: User | None = None, basis: str = BASIS, name: str = "roster.csv"
) -> Roster:
    """A file with these lines, checked and not confirmed."""
    roster = receive_roster(unit, name=name, data=text.encode(), by=by or an_officer(unit), identity_basis=basis)
    check_roster(roster)
    roster.refresh_from_db()
    return roster


def an_imported_roster(unit: Organization, text: str, *, by: User | None = None) -> Roster:
    """A file with these lines, checked, confirmed and carried over."""
    by = by or an_officer(unit)
    roster = a_checked_roster(unit, text, by=by)
    confirm_roster(roster, by=by)
    carry_on(roster)
    roster.refresh_from_db()
    return roster


def a_worker(unit: Organization, name: str = "岑佳禾", *, number: str = "", identity: str = "") -> Worker:
    """A worker of a unit, come in by a roster."""
    number = number or f"W{next(_numbers):05d}"
    an_imported_roster(unit, f"工号,姓名,身份证号\n{number},{name},{identity}\n")
    return Worker.objects.get(path=unit.path, number=number)
