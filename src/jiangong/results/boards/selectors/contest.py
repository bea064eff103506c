"""A publication in the shape of the CLICS contest package (results upload) and its scoreboard, for contests with problems.

Offered where the last stage has one criterion that lists its problems and each problem has one mark: then the marks are the
problems' scores, and nothing is computed here.
"""

import json
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from jiangong.competitions.selectors import read_rulebook
from jiangong.core.rulebook import Rulebook
from jiangong.core.rulebook.values import Criterion
from jiangong.foundation.archives import pack_archive
from jiangong.organizations.rules import type_of_viewer
from jiangong.results.bundle import read_bundle
from jiangong.results.enums import PublicationState
from jiangong.results.models import Publication
from jiangong.results.selectors import StandingLine, bundle_bytes, published_standings

SPECIFICATION = "2023-06"


class NoProblems(Exception):  # noqa: N818 - reads as a sentence where it is raised
    """The rules of this competition know no problems in the sense of the package."""


@dataclass(frozen=True, slots=True)
class Contest:
    """What the files of a package are made of."""

    publication: Publication
    criterion: Criterion
    lines: tuple[StandingLine, ...]
    marks: dict[str, dict[str, str]]


def problems_of(publication: Publication) -> Criterion | None:
    """The criterion whose items are the problems; none where the rules have no such thing."""
    rules: Rulebook = read_rulebook(publication.run.rulebook.text)
    stage = rules.stages[-1]
    listed = [one for one in stage.criteria.values() if one.kind == "mark" and one.items and tuple(one.by) == ("item",)]
    return listed[0] if len(listed) == 1 and len(stage.criteria) == 1 and stage.entrants != "teams" else None


def the_contest(publication: Publication, *, viewer: type_of_viewer) -> Contest:
    """The problems, their marks and the standings. Whoever calls has asked `may_see_marks`. Raises NoProblems."""
    criterion = problems_of(publication)
    if criterion is None:
        raise NoProblems
    page = published_standings(publication, viewer=viewer)
    marks: defaultdict[str, dict[str, str]] = defaultdict(dict)
    table: Any = read_bundle(bundle_bytes(publication.run)).tables.marks
    for row in table.to_pylist():
        if row["stage"] == page.stage.code and row["criterion"] == criterion.id and not row["state"]:
            marks[row["entry"]][row["item"]] = row["value"]
    return Contest(publication, criterion, page.lines, dict(marks))


def scoreboard(contest: Contest) -> dict[str, Any]:
    """The scoreboard endpoint. Entries without a place are left out: the scoreboard knows no such state."""
    publication = contest.publication
    steps = {step.state: step.at.isoformat() for step in publication.steps_taken}
    finalized = steps.get(PublicationState.IN_EFFECT.value)
    state = dict.fromkeys(("started", "frozen", "thawed"), None)
    published = publication.published_at.isoformat()
    rows = [_row(contest, line) for line in contest.lines if line.place]
    return {
        "time": publication.last_step.at.isoformat(),
        "contest_time": "0:00:00.000",
        "state": {**state, "ended": published, "finalized": finalized, "end_of_updates": finalized},
        "rows": rows,
    }


def _row(contest: Contest, line: StandingLine) -> dict[str, Any]:
    marks = contest.marks.get(line.number, {})
    problems = [
        {"problem_id": item, "num_judged": 1, "num_pending": 0, "score": _number(marks[item])}
        for item in contest.criterion.items
        if item in marks
    ]
    return {
        "rank": int(line.place), "team_id": line.number, "score": {"score": _number(line.score)}, "problems": problems,
    }  # fmt: skip


def contest_package(contest: Contest) -> bytes:
    """The package as a zip: the same bytes for the same publication."""
    event = contest.publication.event
    units = sorted({line.unit for line in contest.lines if line.unit})
    ids = {unit: f"unit-{number}" for number, unit in enumerate(units, 1)}
    name = f"{event.competition.code}-{event.slug}"
    files: dict[str, Any] = {
        "api": {"version": SPECIFICATION, "version_url": f"https://ccs-specs.icpc.io/{SPECIFICATION}/contest_api", "name": "jiangong"},
        "contest": {
            "id": name, "name": event.title, "formal_name": event.competition.title, "start_time": None,
            "duration": "0:00:00.000", "scoreboard_type": "score",
        },
        "problems": [_problem(contest, at, item) for at, item in enumerate(contest.criterion.items, 1)],
        "organizations": [{"id": ids[unit], "name": unit} for unit in units],
        "teams": [_team(line, ids) for line in contest.lines],
        "scoreboard": scoreboard(contest),
        "awards": _awards(contest),
    }  # fmt: skip
    written = {
        f"{file}.json": (json.dumps(said, ensure_ascii=False, indent=1) + "\n").encode() for file, said in files.items()
    }
    return pack_archive(written)


def _problem(contest: Contest, at: int, item: str) -> dict[str, Any]:
    problem: dict[str, Any] = {"id": item, "label": item, "name": item, "ordinal": at, "test_data_count": 0}
    high = contest.criterion.high
    return problem | ({"max_score": int(high) if high.denominator == 1 else float(high)} if high is not None else {})


def _team(line: StandingLine, ids: dict[str, str]) -> dict[str, Any]:
    team = {"id": line.number, "label": line.number, "name": line.name or line.number}
    return team | ({"organization_id": ids[line.unit]} if line.unit else {})


def _awards(contest: Contest) -> list[dict[str, Any]]:
    given: defaultdict[str, list[str]] = defaultdict(list)
    titles = {award.id: award.title.en or award.title.zh for line in contest.lines for award in line.awards}
    for line in contest.lines:
        for award in line.awards:
            given[award.id].append(line.number)
    return [{"id": id_, "citation": titles[id_], "team_ids": given[id_]} for id_ in sorted(given)]


def _number(text: str) -> int | float:
    """A decimal as the format wants it. It is shown, never computed with."""
    return float(text) if "." in text else int(text)
