"""A competition of the gallery comes out on the site as it does on the command line: imported, sealed, settled."""

from pathlib import Path

import pytest

from jiangong.competitions.gallery import Case, cases, read_case
from jiangong.core.rulebook import load_rulebook
from jiangong.evidence.judging.services import Sealing, import_competition_marks
from jiangong.results.models import StandingRow
from jiangong.results.services import settle_event
from tests.factories import a_competition, a_rulebook, an_officer

pytestmark = pytest.mark.django_db

GALLERY = Path(__file__).resolve().parents[2] / "rulebooks"
CARRIED = {case.name: case for case in cases(GALLERY) if not case.needs_shared}


def settled_on_the_site(case: Case) -> dict[tuple[str, str, str], StandingRow]:
    """Every row of the standings of every event of a case."""
    officer = an_officer()
    competition = a_competition(officer)
    rulebook = a_rulebook(competition, officer, case.rulebook_text)
    tables = read_case(case, shared=None).tables
    import_competition_marks(competition, rulebook=rulebook, tables=tables, sealing=Sealing(officer))
    return {
        (event.code, row.stage.code, row.number): row
        for event in competition.events.all()
        for row in settle_event(event, by=officer).rows.select_related("stage")
    }


@pytest.mark.parametrize("name", CARRIED)
def test_a_case_comes_out_on_the_site_as_it_is_expected(name: str):
    case = CARRIED[name]
    stages = load_rulebook(case.rulebook_text).stages
    rows = settled_on_the_site(case)

    wrong = []
    for said in read_case(case, shared=None).expected.to_pylist():
        key = (said.get("event") or "", said.get("stage") or stages[0].id, said["entry"])
        row = rows[key]
        came_out = {
            "place": str(row.place or ""),
            "score": row.score,
            "state": row.state,
            "award": row.award,
            "decided_by": row.decided_by,
            **{f"score:{column}": figure for column, figure in row.scores.items()},
        }
        wrong += [
            (*key, column, figure, came_out.get(column, ""))
            for column, figure in said.items()
            if figure is not None and column not in ("event", "stage", "entry", "goes_on", "reserve", "#row")
            if (came_out.get(column) or "") != figure
        ]
    assert wrong == []
