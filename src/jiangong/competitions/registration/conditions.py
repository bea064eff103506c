"""The conditions of entering as an officer sets them: whether they can be read, and whether anybody could meet them."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from jiangong.competitions.models import Event
from jiangong.competitions.registration.columns import known_columns
from jiangong.competitions.registration.models import RegistrationWindow
from jiangong.competitions.selectors import read_rulebook
from jiangong.core.problems import Problem, Refused, Text
from jiangong.core.rulebook import Formula, FormulaError, Reach, can_be_met, never_together, parse_condition
from jiangong.foundation.refusals import Declined


def refuse_unfit(event: Event, written: Sequence[Mapping[str, Any]]) -> None:
    """Raise Refused for conditions that are no formula or have no sentence; Declined for conditions that nobody can meet."""
    reaches = _reaches(event)
    sorts = {name: reach.sort for name, reach in reaches.items()}
    conditions: list[Formula] = []
    problems = []
    for number, one in enumerate(written, start=1):
        try:
            conditions.append(parse_condition(one["condition"], sorts))
        except FormulaError as error:
            problems.append(Problem(_("报名条件"), number, None, error.found, error.expected))
        if not one["sentence"].strip():
            expected = Text("一句话，拒绝报名时会引用", "a sentence, which a refusal quotes")
            problems.append(Problem(_("报名条件"), number, None, Text("没有写成话", "no sentence"), expected))
    if problems:
        raise Refused(tuple(problems))
    if can_be_met(conditions, reaches) is False:
        raise Declined(_nobody([written[at]["sentence"] for at in never_together(conditions, reaches)]))


def _nobody(sentences: Sequence[str]) -> str:
    """Which conditions cannot be met, read aloud."""
    if len(sentences) == 1:
        return _("没有人能满足“%(one)s”：它超出了这一项可以填的范围。请改这个条件。") % {"one": sentences[0]}
    if sentences:
        words = {"one": sentences[0], "other": sentences[1]}
        return _("没有人能同时满足“%(one)s”和“%(other)s”。请改其中一个。") % words
    return _("这些报名条件合在一起没有人能满足。请逐条核对。")


def may_be_met_by_nobody(window: RegistrationWindow) -> bool:
    """Whether trying found nobody who could enter, though that is no proof: for a warning beside the window."""
    reaches = _reaches(window.event)
    sorts = {name: reach.sort for name, reach in reaches.items()}
    try:
        conditions = [parse_condition(rule.condition, sorts) for rule in window.rules.all()]
    except FormulaError:
        return False  # other rules of the event took a column away; the counter says so
    return can_be_met(conditions, reaches) is not True


def _reaches(event: Event) -> dict[str, Reach]:
    columns = known_columns(read_rulebook(event.rulebook.text))
    return {name: Reach(column.sort, column.low, column.high) for name, column in columns.items()}
