"""Which sheet a judge gets for a work: the rules of its stage, whether measurement is this judge's, and the round."""

from collections.abc import Sequence
from dataclasses import replace

from jiangong.competitions.models import Event, Stage
from jiangong.competitions.selectors import rulebook_of
from jiangong.core.rulebook import MarkSheetForm, mark_sheet_form
from jiangong.evidence.marking.models import Rescoring
from jiangong.evidence.panels.selectors import SeatWorks, seats_marking


def whole_form(event: Event, stage: str, *, measured: bool = True) -> MarkSheetForm:
    """The sheet of a stage with everything on it, or with judgement only."""
    return mark_sheet_form(rulebook_of(event), stage, items=event.items, measured=measured)


def has_measurement(event: Event, stage: str) -> bool:
    """Whether a stage asks for marks of which there is one, whoever takes it."""
    return any(not section.is_judged for section in whole_form(event, stage).sections)


def measuring_seats(event: Event, stage: Stage, *, seats: Sequence[SeatWorks] | None = None) -> dict[str, str]:
    """Label of a work → the code of the judge who measures it: the first of those who mark it. `seats`: those who mark, where they were
    looked up before.
    """
    found: dict[str, str] = {}
    if has_measurement(event, stage.code):
        for one in seats_marking(event, stage) if seats is None else seats:
            for work in one.works:
                if not work.is_recused:
                    found.setdefault(work.label, one.seat.code)
    return found


def form_for(event: Event, stage: str, *, is_measuring: bool, rescoring: Rescoring | None = None) -> MarkSheetForm:
    """The sheet of one judge: without the measurements of another, and in a second round only what is scored again."""
    form = whole_form(event, stage, measured=is_measuring)
    if rescoring is None or not rescoring.keys:
        return form
    kept = [
        replace(section, fields=tuple(field for field in section.fields if field.key in rescoring.keys))
        for section in form.sections
    ]
    return replace(form, sections=tuple(section for section in kept if section.fields))
