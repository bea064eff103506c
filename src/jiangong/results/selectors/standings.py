"""Standings as lines to show: cut to what the competition's policy lets this viewer read, titles beside ids."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Count, F, FloatField, Min, Q, QuerySet, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, NullIf

from jiangong.competitions.enums import Policy
from jiangong.competitions.models import Event, Stage
from jiangong.competitions.registration.naming import named_entries, names_are_open
from jiangong.competitions.selectors import clauses_of, entry_by_slip_or_none, read_rulebook, stages_of
from jiangong.core.problems import Text
from jiangong.core.rulebook import Rulebook, division_title, division_words, the_plan
from jiangong.organizations.rules import type_of_viewer
from jiangong.results.models import Publication, Run, StandingRow
from jiangong.results.rules import can_see_runs

SCORE = "score:"
SCORES, GOES_ON = "得分", "晋级"  # titles of the clauses in which the core describes a stage


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which lines of which stage, in what order. `sort` is place (division after division), best (the firsts of all divisions before the
    seconds), score, unit, name or `score:NAME`, `-` before it for the reverse; an unknown one is place. An empty stage is the last that has
    standings."""

    stage: str = ""
    sort: str = "place"
    unit: str = ""
    words: str = ""
    offset: int = 0
    limit: int | None = None
    division: str = ""


@dataclass(frozen=True, slots=True)
class AwardShown:
    """An award and what it is called."""

    id: str
    title: Text


@dataclass(frozen=True, slots=True)
class Division:
    """A part of a stage whose places are counted separately, how people call it, and how many stand in it. `value` is empty for those who
    have none."""

    value: str
    title: Text
    count: int


@dataclass(frozen=True, slots=True)
class ScoreColumn:
    """A named score and what it is called."""

    name: str
    title: Text


@dataclass(frozen=True, slots=True)
class StandingLine:
    """One entry's line. Texts are empty where there is nothing, or where the policy keeps it back."""

    number: str
    name: str
    unit: str
    team: str
    stage: str
    place: str
    is_shared: bool
    score: str
    scores: tuple[str, ...]
    state: str
    state_title: Text | None
    goes_on: str
    reserve: str
    awards: tuple[AwardShown, ...]
    decided_by: str
    decided_by_title: Text | None
    division: str = ""
    division_title: Text | None = None
    """How people call the division within which the place was counted; none where there is no such."""


@dataclass(frozen=True, slots=True)
class StandingsPage:
    """A part of the standings of a stage. `count` lines fit the filter, of `total`; `ranked_count` of these have a place.

    `ranking` is the named score that a line's `score` is, `columns` are the other ones. `formula` and `cut` say in words
    how the ranking score is made and who goes on.
    """

    stage: Stage
    stages: tuple[Stage, ...]
    ranking: ScoreColumn | None
    columns: tuple[ScoreColumn, ...]
    lines: tuple[StandingLine, ...]
    count: int
    total: int
    ranked_count: int
    units: tuple[str, ...]
    policy: Policy
    formula: Text | None
    cut: Text | None
    divisions: tuple[Division, ...] = ()
    """The parts in which places are counted separately, in the order of the standings; none where they are not."""
    division_title: Text | None = None
    """What they are parts by."""

    @property
    def entry_count(self) -> int:
        """How many stand in the stage, with a place or without."""
        return self.total


class Reader:
    """Turns rows of one run into lines at one openness."""

    def __init__(self, run: Run, policy: Policy, *, names_all: bool) -> None:
        self.run = run
        self.policy = policy
        self.names_all = names_all
        self.rules: Rulebook = read_rulebook(run.rulebook.text)
        self._spoken: dict[tuple[str, str], Text] = {}
        self.awards = {award.id: award.title for stage in self.rules.stages for award in stage.awards}

    def ranking(self, stage: str) -> ScoreColumn | None:
        """The named score by which a stage ranks first; none where it is not named or may not be shown."""
        own = self.rules.stage(stage)
        name = own.shown
        return self._column(name) if name in own.named_scores() and self.policy != Policy.PLACES else None

    def columns(self, stage: str) -> tuple[ScoreColumn, ...]:
        """The other named scores of a stage that may be shown, in rulebook order."""
        if self.policy == Policy.PLACES:
            return ()
        ranking = self.ranking(stage)
        names = self.rules.stage(stage).named_scores()
        return tuple(self._column(name) for name in names if ranking is None or name != ranking.name)

    def _column(self, name: str) -> ScoreColumn:
        return ScoreColumn(name, self.rules.score_title(name))

    def formula(self, stage: str) -> Text | None:
        """How the ranking score is made, as the rules say it; none where it is a mark as it is."""
        ranking = self.ranking(stage)
        lines = [] if ranking is None else self._clause(stage, SCORES)
        return next((line for line in lines if ranking and line.zh.startswith(f"{ranking.title.zh} = ")), None)

    def cut(self, stage: str) -> Text | None:
        """Who goes on, as the rules say it; none where nobody does."""
        return next(iter(self._clause(stage, GOES_ON)), None)

    def _clause(self, stage: str, title: str) -> tuple[Text, ...]:
        """The lines of one clause of a stage. The stages are the last of the clauses that are numbered without a point."""
        clauses = clauses_of(self.run.rulebook.text)
        heads = [clause.number for clause in clauses if "." not in clause.number][-len(self.rules.stages) :]
        at = [known.id for known in self.rules.stages].index(stage)
        found = [clause for clause in clauses if clause.number.startswith(f"{heads[at]}.") and clause.title.zh == title]
        return found[0].lines if found else ()

    def division(self, stage: str, value: str) -> Text:
        """How people call a division of a stage. It is public with the places: under every policy."""
        found = self._spoken.get((stage, value))
        if found is None:
            found = self._spoken[stage, value] = division_words(self.rules, self.rules.stage(stage), value)
        return found

    def divisions(self, run: Run, stage: Stage) -> tuple[Division, ...]:
        """The divisions of a stage, first to last; none where places are not counted separately, or the run is from before."""
        if not self.rules.stage(stage.code).within:
            return ()
        rows = StandingRow.objects.filter(run=run, stage=stage).order_by().values("division")
        found = rows.annotate(count=Count("pk"), first=Min("position")).order_by("first")
        listed = [Division(one["division"], self.division(stage.code, one["division"]), one["count"]) for one in found]
        return tuple(listed) if any(one.value for one in listed) else ()

    def lines(self, rows: Iterable[StandingRow]) -> tuple[StandingLine, ...]:
        """Rows as they may be shown, in two questions to the database however many they are."""
        listed = list(rows)
        named = self.named(listed)
        return tuple(self._line(row, row.name if named is None or row.entry_id in named else "") for row in listed)

    def named(self, rows: Collection[StandingRow]) -> set[int] | None:
        """Keys of those entries that may stand there by name; None for all."""
        return None if self.names_all else named_entries([row.entry_id for row in rows if row.entry_id])

    def line(self, row: StandingRow) -> StandingLine:
        """A row as it may be shown."""
        return self.lines([row])[0]

    def _line(self, row: StandingRow, name: str) -> StandingLine:
        has_scores = self.policy != Policy.PLACES
        stage = row.stage.code
        decided = self.rules.score_title(row.decided_by) if row.decided_by and has_scores else None
        return StandingLine(
            number=row.number,
            name=name,
            unit=row.unit,
            team=row.team,
            stage=stage,
            place=_said(row.place),
            is_shared=row.is_shared,
            score=row.score if has_scores else "",
            scores=tuple(str(row.scores.get(column.name, "")) for column in self.columns(stage)),
            state=row.state,
            state_title=self.rules.states[row.state].title if row.state in self.rules.states else None,
            goes_on={True: "1", False: "0"}.get(row.goes_on, "") if row.goes_on is not None else "",
            reserve=_said(row.reserve),
            awards=tuple(AwardShown(id_, self.awards.get(id_, Text(id_, id_))) for id_ in row.award.split(";") if id_),
            decided_by=row.decided_by if has_scores else "",
            decided_by_title=decided,
            division=row.division,
            division_title=self.division(stage, row.division) if row.division else None,
        )


def _said(number: int | None) -> str:
    return "" if number is None else str(number)


def openness(event: Event, viewer: type_of_viewer) -> Policy:
    """How much this viewer may read of the event's published results."""
    return Policy.MARKS if can_see_runs(viewer, event) else Policy(event.competition.policy)


def published_standings(
    publication: Publication, *, viewer: type_of_viewer, wanted: Wanted | None = None
) -> StandingsPage:
    """Standings of a publication as far as this viewer may read them. Raises Stage.DoesNotExist for an unknown stage."""
    return _page(reader_for(publication, viewer), wanted or Wanted())


def run_standings(run: Run, *, wanted: Wanted | None = None) -> StandingsPage:
    """Standings of a run in full, for those who look behind the competition; whoever calls has asked `can_see_runs`."""
    return _page(Reader(run, Policy.MARKS, names_all=True), wanted or Wanted())


def unscored_stages(run: Run) -> list[Stage]:
    """Stages of a run in which places were given and nobody has the number that is shown; whoever calls has asked `can_see_runs`."""
    placed = StandingRow.objects.filter(run=run, place__isnull=False, state="").order_by()
    counts = placed.values("stage").annotate(scored=Count("pk", filter=~Q(score="")))
    bare = {row["stage"] for row in counts if not row["scored"]}
    if not bare:
        return []
    planned = the_plan(read_rulebook(run.rulebook.text)).stages
    numbers = [code for code, known in planned.items() if not known.values[known.stage.shown].measure.level]
    return [stage for stage in stages_of(run.event) if stage.pk in bare and stage.code in numbers]


def partly_unscored_stages(run: Run) -> list[tuple[Stage, int, list[str]]]:
    """Stages in which some who have a place lack the number that is shown while others have it: how many, and the first of them;
    whoever calls has asked `can_see_runs`.
    """
    placed = StandingRow.objects.filter(run=run, place__isnull=False, state="").order_by()
    counts = placed.values("stage").annotate(
        scored=Count("pk", filter=~Q(score="")), bare=Count("pk", filter=Q(score=""))
    )
    bare = {row["stage"]: row["bare"] for row in counts if row["scored"] and row["bare"]}
    found = [stage for stage in stages_of(run.event) if stage.pk in bare] if bare else []
    firsts = {stage.pk: placed.filter(stage=stage, score="").order_by("position") for stage in found}
    return [(stage, bare[stage.pk], list(firsts[stage.pk].values_list("number", flat=True)[:5])) for stage in found]


def reader_for(publication: Publication, viewer: type_of_viewer, *, is_own: bool = False) -> Reader:
    """What this viewer may read of a publication: everything of the own entry, names where the competition may show them."""
    event = publication.event
    level = Policy.MARKS if is_own else openness(event, viewer)
    return Reader(publication.run, level, names_all=is_own or can_see_runs(viewer, event) or names_are_open(event))


def _page(reader: Reader, wanted: Wanted) -> StandingsPage:
    run, stages = reader.run, _stages_with_rows(reader.run)
    stage = _chosen(stages, wanted.stage)
    everybody = StandingRow.objects.filter(run=run, stage=stage)
    found = _ordered(_filtered(everybody, wanted, reader), wanted.sort, reader, stage.code)
    end = None if wanted.limit is None else wanted.offset + wanted.limit
    lines = reader.lines(found.select_related("stage")[wanted.offset : end])
    units = tuple(everybody.exclude(unit="").values_list("unit", flat=True).distinct().order_by("unit"))
    return StandingsPage(
        stage=stage,
        stages=tuple(stages),
        ranking=reader.ranking(stage.code),
        columns=reader.columns(stage.code),
        lines=lines,
        count=found.count(),
        total=everybody.count(),
        ranked_count=everybody.filter(place__isnull=False).count(),
        units=units,
        policy=reader.policy,
        formula=reader.formula(stage.code),
        cut=reader.cut(stage.code),
        divisions=reader.divisions(run, stage),
        division_title=division_title(reader.rules, reader.rules.stage(stage.code)),
    )


def stage_of(run: Run, code: str) -> Stage:
    """A stage of a run by its code, the last one for an empty code. Raises Stage.DoesNotExist."""
    return _chosen(_stages_with_rows(run), code)


def published_rows(publication: Publication, *, viewer: type_of_viewer) -> list[dict[str, str]]:
    """The standings of all stages as plain texts, for a download: the columns of standings.csv that the policy opens, with
    name, unit and team beside the number, and the division where a stage counts places separately."""
    reader = reader_for(publication, viewer)
    found = StandingRow.objects.filter(run=publication.run).select_related("stage")
    rows = list(found.order_by("stage__position", "position"))
    names = [] if reader.policy == Policy.PLACES else list(reader.rules.score_names())
    shown = zip(rows, reader.lines(rows), strict=True)
    is_divided = any(stage.within for stage in reader.rules.stages)
    code = publication.event.code
    return [_plain_row(code, row, line, names, is_divided=is_divided) for row, line in shown]


def _plain_row(
    event: str, row: StandingRow, line: StandingLine, names: list[str], *, is_divided: bool
) -> dict[str, str]:
    plain = {"event": event, "stage": line.stage, "entry": line.number, "name": line.name, "unit": line.unit}
    plain |= {"team": line.team} | ({"division": line.division} if is_divided else {})
    plain |= {"place": line.place, "score": line.score, "state": line.state, "goes_on": line.goes_on}
    plain |= {"reserve": line.reserve, "award": row.award, "decided_by": line.decided_by}
    return plain | {f"{SCORE}{name}": str(row.scores.get(name, "")) for name in names}


def _stages_with_rows(run: Run) -> list[Stage]:
    present = set(StandingRow.objects.filter(run=run).values_list("stage_id", flat=True).distinct())
    return [stage for stage in stages_of(run.event) if stage.pk in present]


def _chosen(stages: list[Stage], code: str) -> Stage:
    if not code and stages:
        return stages[-1]
    found = [stage for stage in stages if stage.code == code]
    if not found:
        raise Stage.DoesNotExist
    return found[0]


def _filtered(rows: QuerySet[StandingRow], wanted: Wanted, reader: Reader) -> QuerySet[StandingRow]:
    """A name that may not be shown is not found either."""
    if wanted.unit:
        rows = rows.filter(unit=wanted.unit)
    if wanted.division:
        rows = rows.filter(division=wanted.division)
    words = wanted.words.strip()
    if words:
        named = Q(name__icontains=words) if reader.names_all else Q()
        rows = rows.filter(Q(number__icontains=words) | Q(unit__icontains=words) | Q(team__icontains=words) | named)
    return rows


def _ordered(rows: QuerySet[StandingRow], sort: str, reader: Reader, stage: str) -> QuerySet[StandingRow]:
    """Rows in the wanted order, equal ones by standing; a score that the policy keeps back cannot order them either."""
    is_reverse, key = sort.startswith("-"), sort.removeprefix("-")
    ranking = reader.ranking(stage)
    named = (*reader.columns(stage), *([ranking] if ranking else []))
    shown = {f"{SCORE}{column.name}": column.name for column in named}
    if key == "best":
        order = F("place")
    elif key == "unit" or key == "name" and reader.names_all:
        order = F(key)
    elif key == "score" and reader.policy != Policy.PLACES:
        order, rows = F("measured"), rows.annotate(measured=_number(F("score")))
    elif key in shown:
        order, rows = F("measured"), rows.annotate(measured=_number(KeyTextTransform(shown[key], "scores")))
    else:
        order = F("position")
    return rows.order_by(order.desc(nulls_last=True) if is_reverse else order.asc(nulls_last=True), "position")


def _number(text: F | KeyTextTransform) -> Cast:
    """A score as a number to sort by. Only the order of lines on a page hangs on it, never a place."""
    return Cast(NullIf(text, Value("")), FloatField())


def own_line_or_none(
    publication: Publication, *, number: str, viewer: type_of_viewer, stage: str = ""
) -> StandingLine | None:
    """An entry's line by its number, as everybody may read it; none where the number does not stand there."""
    reader = reader_for(publication, viewer)
    rows = StandingRow.objects.filter(run=publication.run, number=number.strip()).select_related("stage")
    rows = rows.filter(stage__code=stage) if stage else rows.order_by("-stage__position")
    row = rows.first()
    return reader.line(row) if row else None


def own_result_or_none(publication: Publication, *, number: str, slip: str) -> tuple[StandingLine, ...] | None:
    """All lines of an entry in full, for whoever holds its slip; none if number or code is wrong."""
    entry = entry_by_slip_or_none(publication.event, number=number, slip=slip)
    if entry is None:
        return None
    reader = reader_for(publication, None, is_own=True)
    rows = StandingRow.objects.filter(run=publication.run, number=entry.number).select_related("stage")
    return reader.lines(rows.order_by("stage__position"))
