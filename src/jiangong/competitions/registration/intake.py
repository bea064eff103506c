"""What somebody hands in at the counter, read and held against the rules: values out, or every mistake by row."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import QuerySet

from jiangong.competitions.models import Event
from jiangong.competitions.registration.columns import Column, cell_text, cell_value, columns_asked, known_columns
from jiangong.competitions.registration.enums import EntrantKind
from jiangong.competitions.registration.models import LIVE, EligibilityRule, Registration, RegistrationWindow
from jiangong.competitions.registration.people import STAFF_NUMBER, Records, facts_of, who_it_is
from jiangong.competitions.selectors import read_rulebook
from jiangong.core.problems import Problem, Refused, Text
from jiangong.core.rulebook import Formula, FormulaError, Value, columns_read, holds, parse_condition
from jiangong.foundation.statements import Hole, Question
from jiangong.foundation.words import spoken
from jiangong.organizations.models import Organization
from jiangong.organizations.people.models import Worker
from jiangong.organizations.people.spelling import fault_of_name, spelled

EMPTY = Text("没有填", "nothing")
A_NAME = Text(
    "完整的姓名，没有“?”“*”“=”这样的符号；生僻字可以直接输入",
    'a whole name without signs such as "?", "*" or "="; rare characters can be typed directly',
)


@dataclass(frozen=True, slots=True)
class EntrantRow:
    """Cells by column name, as they were typed, and the row of the sheet that they stand in."""

    cells: Mapping[str, str]
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Entrant:
    """Somebody who is fit to be let in, as far as the row itself tells."""

    row: int | None
    texts: Mapping[str, str]
    person: str
    worker: Worker | None = None

    @property
    def attributes(self) -> dict[str, str]:
        """What is kept beside the named columns."""
        return {name: text for name, text in self.texts.items() if name not in NAMED_COLUMNS and text}


NAMED_COLUMNS = ("name", "unit", "team", "group", "category")


@dataclass(frozen=True, slots=True)
class Requirement:
    """A rule of entering, ready to be asked."""

    rule: EligibilityRule
    formula: Formula


@dataclass(frozen=True, slots=True)
class Asked:
    """What a window asks of everybody who enters and what must hold, ready to be asked. It counts as long as the window is the
    edition that it was read from, and the event goes by the same rulebook.
    """

    edition: str
    rulebook: int
    kind: EntrantKind
    columns: tuple[Column, ...]
    requirements: tuple[Requirement, ...]
    broken: tuple[EligibilityRule, ...]

    def fits(self, window: RegistrationWindow) -> bool:
        """Whether this is what the window asks now."""
        return bool(self.edition) and (self.edition, self.rulebook) == (window.edition, window.event.rulebook_id)


_LAST_ASKED: dict[int, Asked] = {}
MOST_KNOWN = 256


def asked_before(event: Event) -> Asked | None:
    """What this process read last of an event's window, to begin with before the window is held: it may be out of date."""
    return _LAST_ASKED.get(event.pk)


def asked_by(window: RegistrationWindow) -> Asked:
    """What a window asks; read once for each edition of it."""
    known = _LAST_ASKED.get(window.event_id)
    if known is not None and known.fits(window):
        return known
    rulebook = read_rulebook(window.event.rulebook.text)
    sorts = {name: column.sort for name, column in known_columns(rulebook).items()}
    ready, broken = _requirements(window, sorts)
    read = dict.fromkeys(name for one in ready for name in columns_read(one.formula))
    kind = EntrantKind(window.kind)
    columns = columns_asked(rulebook, read, kind=kind)
    asked = Asked(window.edition, window.event.rulebook_id, kind, columns, tuple(ready), tuple(broken))
    if len(_LAST_ASKED) >= MOST_KNOWN:
        _LAST_ASKED.clear()
    _LAST_ASKED[window.event_id] = asked
    return asked


def _requirements(
    window: RegistrationWindow, sorts: Mapping[str, str]
) -> tuple[list[Requirement], list[EligibilityRule]]:
    """The conditions ready to be asked, and those that the event's present rulebook no longer lets be read."""
    ready, broken = [], []
    for rule in window.rules.all():
        try:
            ready.append(Requirement(rule, parse_condition(rule.condition, sorts)))
        except FormulaError:
            broken.append(rule)
    return ready, broken


@lru_cache(maxsize=64)
def _here(count: int) -> Question:
    """Who of so many people is registered in a window."""
    persons = [Hole(str(n)) for n in range(count)]
    rows = Registration.objects.filter(person__in=persons, state__in=LIVE, window=Hole("window")).order_by()
    return Question(lambda: rows.values_list("person", "receipt", "pk"))


class Desk:
    """Reads rows by what a window asks; who is there already is asked once the window is held."""

    def __init__(self, asked: Asked, *, body: Organization | None, file: str = "") -> None:
        self.asked, self.file = asked, file
        self.columns, self.requirements = asked.columns, asked.requirements
        self.body = body if asked.kind == EntrantKind.PERSON else None
        self.unit = body.name if body is not None else ""
        self.records = Records(None, ())
        self.entrants: list[Entrant] = []
        self.problems: list[Problem] = []

    def read(self, rows: Sequence[EntrantRow]) -> "Desk":
        """Find the entrants of all rows, and what the rows themselves say that keeps some of them out."""
        rows = [self._spelled(row) for row in rows]
        self.records = Records(self.body, [row.cells for row in rows])
        self.problems = [self._broken_rule(rule) for rule in self.asked.broken]
        for row in map(self._completed, rows):
            found = list(self._mistakes(row))
            self.problems += found
            if not found:
                self.entrants.append(self._entrant(row))
        return self

    def admitted(self, window: RegistrationWindow, *, instead_of: Registration | None = None) -> list[Entrant]:
        """The entrants, now that the window is held. Raises Refused with every mistake by row."""
        taken = [*self._taken(window, instead_of), *self._over_quota(window, instead_of)]
        if self.problems or taken:
            raise Refused((*self.problems, *taken))
        return self.entrants

    def _broken_rule(self, rule: EligibilityRule) -> Problem:
        """A condition that reads a column which other rules of the event took away: nobody can be held against it."""
        found = Text(
            f"报名条件第 {rule.number} 条用到的列已不在规则里", f"condition {rule.number} reads a column that is gone"
        )
        expected = Text("请主办单位修改报名设置后再报", "the host to mend the registration first")
        return Problem(self.file, None, None, found, expected)

    def _spelled(self, row: EntrantRow) -> EntrantRow:
        """The row with a person's name as rosters spell it, so that a dot or a space typed otherwise makes no second person."""
        if self.asked.kind != EntrantKind.PERSON:
            return row
        return EntrantRow({**row.cells, "name": spelled(row.cells.get("name", ""))}, row.row)

    def _completed(self, row: EntrantRow) -> EntrantRow:
        """The row with what the roster knows of the person in its empty cells."""
        worker = self.records.of(row.cells)
        if worker is None:
            return row
        typed = {name: text for name, text in row.cells.items() if text.strip()}
        return EntrantRow({**facts_of(worker), **typed}, row.row)

    def _entrant(self, row: EntrantRow) -> Entrant:
        texts = {column.name: cell_text(column, row.cells.get(column.name, "")) for column in self.columns}
        texts["unit"] = texts.get("unit") or self.unit
        worker = self.records.of(row.cells)
        number = texts.get(STAFF_NUMBER, "")
        person = who_it_is(texts["name"], unit=texts["unit"], staff_number=number, worker=worker)
        return Entrant(row.row, texts, person, worker)

    def _mistakes(self, row: EntrantRow) -> Iterator[Problem]:
        """Cells that cannot be read; where all can, the rules that do not hold."""
        values: dict[str, Value] = {}
        wrong = False
        for column in self.columns:
            written = row.cells.get(column.name, "") or (self.unit if column.name == "unit" else "")
            problem = self._cell_problem(column, written, row.row)
            if problem is not None:
                wrong = True
                yield problem
            else:
                values[column.name] = cell_value(column, written)
        if not wrong:
            yield from self._not_as_recorded(values, row)
            yield from self._not_met(values, row)

    def _not_as_recorded(self, values: Mapping[str, Value], row: EntrantRow) -> Iterator[Problem]:
        """Cells that say something else than the unit's own roster: a fact is corrected there, and then holds everywhere."""
        who = row.cells.get("name", "").strip()
        if self.records.other_name(row.cells):
            number = row.cells[STAFF_NUMBER].strip()
            found = Text(f"{who} 的工号 {number}", f"staff number {number} of {who}")
            expected = Text(
                "名册里这个工号是另一个人：请核对", "in the roster this number is somebody else's: please check"
            )
            yield Problem(self.file, row.row, spoken("工号", "Staff number"), found, expected)
        worker = self.records.of(row.cells)
        facts = facts_of(worker) if worker is not None else {}
        for column in self.columns:
            known = facts.get(column.name, "") if column.sort == "number" else ""
            if known and values[column.name] != cell_value(column, known):
                title = column.title
                found = Text(
                    f"{who}：{title.zh} {row.cells[column.name]}", f"{who}: {title.en.lower()} {row.cells[column.name]}"
                )
                expected = Text(
                    f"名册里是 {known}：留空按名册填，或先在名册里更正",
                    f"the roster says {known}: leave it empty, or correct the roster first",
                )
                yield Problem(self.file, row.row, spoken(title.zh, title.en), found, expected)

    def _cell_problem(self, column: Column, written: str, row: int | None) -> Problem | None:
        title = spoken(column.title.zh, column.title.en)
        if column.is_required and not written.strip():
            return Problem(self.file, row, title, EMPTY, column.expected)
        shown = Text(f"“{written}”", f'"{written}"')
        try:
            cell_value(column, written)
        except ValueError:
            return Problem(self.file, row, title, shown, column.expected)
        if column.name == "name" and self.asked.kind == EntrantKind.PERSON and fault_of_name(written):
            return Problem(self.file, row, title, shown, A_NAME)
        return None

    def _not_met(self, values: Mapping[str, Value], row: EntrantRow) -> Iterator[Problem]:
        for one in self.requirements:
            if not holds(one.formula, values):
                name = columns_read(one.formula)[0]
                title = next(column.title for column in self.columns if column.name == name)
                said = row.cells.get(name, "").strip()
                who = row.cells.get("name", "").strip()
                found = Text(f"{who}：{title.zh} {said}", f"{who}: {title.en.lower()} {said}")
                rule = one.rule
                expected = Text(
                    f"报名条件第 {rule.number} 条：{rule.sentence}",
                    f"condition {rule.number} of entering: {rule.sentence_en or rule.sentence}",
                )
                yield Problem(self.file, row.row, spoken(title.zh, title.en), found, expected)

    def _taken(self, window: RegistrationWindow, instead_of: Registration | None) -> Iterator[Problem]:
        """Who stands twice in the sheet, is registered already, or is in another event where one is allowed."""
        title = spoken("姓名", "Name")
        twice = Counter(entrant.person for entrant in self.entrants)
        here, elsewhere = _registered(window, list(twice), instead_of)
        for entrant in self.entrants:
            name = entrant.texts["name"]
            if twice[entrant.person] > 1:
                expected = Text(
                    "每人一行；同名的两个人请填工号", "one row a person; two people of one name need staff numbers"
                )
                yield Problem(
                    self.file,
                    entrant.row,
                    title,
                    Text(f"{name} 出现 {twice[entrant.person]} 次", f"{name} {twice[entrant.person]} times"),
                    expected,
                )
            if entrant.person in here:
                found = Text(
                    f"{name} 已报名（回执 {here[entrant.person]}）",
                    f"{name}, registered already ({here[entrant.person]})",
                )
                yield Problem(
                    self.file,
                    entrant.row,
                    title,
                    found,
                    Text(
                        "还没有报名的人；同名的请填工号",
                        "somebody not registered yet; another person of that name needs a staff number",
                    ),
                )
            elif entrant.person in elsewhere:
                other = elsewhere[entrant.person]
                found = Text(f"{name} 已报“{other}”", f"{name}, registered for {other}")
                yield Problem(
                    self.file,
                    entrant.row,
                    title,
                    found,
                    Text("一人只报一个赛项：先退出那一项", "one event a person: withdraw there first"),
                )

    def _over_quota(self, window: RegistrationWindow, instead_of: Registration | None) -> Iterator[Problem]:
        for column, most in (("unit", window.most_of_unit), ("team", window.most_of_team)):
            if most is not None:
                live = window.registrations.filter(state__in=LIVE)
                others = live if instead_of is None else live.exclude(pk=instead_of.pk)
                yield from self._over(column, most, others)

    def _over(self, column: str, most: int, live: QuerySet[Registration]) -> Iterator[Problem]:
        """The rows that come after the last place of their unit or team."""
        names = {entrant.texts.get(column, "") for entrant in self.entrants} - {""}
        held = Counter(live.filter(**{f"{column}__in": names}).values_list(column, flat=True))
        title = spoken("单位", "Unit") if column == "unit" else spoken("队", "Team")
        for entrant in self.entrants:
            name = entrant.texts.get(column, "")
            if not name:
                continue
            held[name] += 1
            if held[name] > most:
                found = Text(
                    f"{entrant.texts['name']}：{name}第 {held[name]} 人",
                    f"{entrant.texts['name']}: no. {held[name]} of {name}",
                )
                kind = Text("每个单位" if column == "unit" else "每个队", "unit" if column == "unit" else "team")
                expected = Text(f"{kind.zh}至多报 {most} 人", f"at most {most} from a {kind.en}")
                yield Problem(self.file, entrant.row, title, found, expected)


def _registered(
    window: RegistrationWindow, persons: list[str], instead_of: Registration | None
) -> tuple[dict[str, str], dict[str, str]]:
    """Receipts of those who are registered here, and the events of those who are elsewhere in the competition."""
    if not persons:
        return {}, {}
    but = instead_of.pk if instead_of is not None else None
    found = _here(len(persons)).rows(window=window.pk, **{str(n): person for n, person in enumerate(persons)})
    here = {person: receipt for person, receipt, pk in found if pk != but}
    if not window.is_one_event_a_person:
        return here, {}
    others = Registration.objects.filter(person__in=persons, state__in=LIVE).exclude(window=window)
    others = others.filter(window__event__competition=window.event.competition_id)
    return here, dict(others.values_list("person", "window__event__title"))
