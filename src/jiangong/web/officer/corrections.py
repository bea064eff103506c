"""Correcting a sealed mark: choose it, say what it should be, and go on to the list to sign. The old mark stays on record."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from jiangong.competitions import selectors as competitions
from jiangong.evidence.judging import selectors as judging
from jiangong.evidence.judging.keys import KEY, MarkChange
from jiangong.evidence.judging.rules import can_correct_marks
from jiangong.results.amendments.enums import AmendmentKind
from jiangong.results.amendments.rules import can_amend
from jiangong.web.amending.signing import list_to_sign
from jiangong.web.amending.views import proposed
from jiangong.web.fields import sent
from jiangong.web.officer.access import managed_event
from jiangong.web.officer.answers import page
from jiangong.web.officer.forms import CorrectionForm
from jiangong.web.templatetags.jg import say


@dataclass(frozen=True)
class MarkShown:
    """A mark with what its codes are called in the language of the page."""

    mark: Any
    title: str
    stage: str
    state: str


@login_required
@require_safe
def choose(request: HttpRequest, competition: str, event: str) -> HttpResponse:
    """Find an entry by its number and list its marks, each with a link to correct it."""
    found = managed_event(request, competition, event, can_correct_marks)
    number = request.GET.get("entry", "").strip()
    context = {
        "event": found,
        "competition": found.competition,
        "number": number,
        "appeal": request.GET.get("appeal", "")[:9],
        "marks": with_titles(found, judging.marks_of_entry(found, number)) if number else [],
        "desk_section": "contests",
    }
    return render(request, "officer/correct_entry.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, competition: str, event: str) -> HttpResponse:
    """What the mark should be; the next page lists everything that it changes, to be signed there."""
    found = managed_event(request, competition, event, can_amend)
    given = request.POST if request.method == "POST" else request.GET
    mark = the_mark(found, {name: given.get(name, "") for name in KEY})
    form = CorrectionForm(**sent(request), states=states_of(found), initial={"value": mark.value, "state": mark.state})
    if request.method == "POST" and form.is_valid():
        change = change_of(mark, form.cleaned_data)
        return list_to_sign(request, found, proposed(request, found, AmendmentKind.CORRECTION, (change,)))
    context = {
        "event": found,
        "competition": found.competition,
        "shown": with_titles(found, [mark])[0],
        "appeal": given.get("appeal", "")[:9],
        "desk_section": "contests",
    }
    return page(request, "officer/correct_mark.html", context, form=form)


def the_mark(event: Any, key: dict[str, str]) -> Any:
    """The sealed mark under a key, or 404."""
    for mark in judging.marks_of_entry(event, key["entry"]):
        if mark.key._asdict() == key:
            return mark
    raise Http404("no such mark")


def change_of(mark: Any, typed: dict[str, Any]) -> MarkChange:
    """What was typed, as a change of the mark."""
    return MarkChange(
        **mark.key._asdict(), value=typed["value"].strip(), state=typed["state"], is_withdrawn=typed["is_withdrawn"]
    )


def states_of(event: Any) -> list[tuple[str, str]]:
    """The states that the event's rulebook declares, in words."""
    return [(code, say(state.title)) for code, state in competitions.rulebook_of(event).states.items()]


def with_titles(event: Any, marks: list[Any]) -> list[MarkShown]:
    """Each mark with the titles of its criterion, stage and state."""
    rules = competitions.rulebook_of(event)
    stages = {stage.id: say(stage.title) for stage in rules.stages}
    states = dict(states_of(event))
    titles = {(stage.id, code): say(one.title) for stage in rules.stages for code, one in stage.criteria.items()}
    return [
        MarkShown(
            mark,
            titles.get((mark.key.stage, mark.key.criterion), mark.key.criterion),
            stages.get(mark.key.stage, mark.key.stage),
            states.get(mark.state, mark.state),
        )
        for mark in marks
    ]
