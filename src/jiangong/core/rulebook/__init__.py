"""The rules of a competition as one readable file: read, checked, described, never executed as code."""

from jiangong.core.rulebook.check import check_rulebook, load_rulebook, rulebook_hash, the_plan
from jiangong.core.rulebook.deciding import Value, columns_read, holds, parse_condition
from jiangong.core.rulebook.describe import Clause, describe_rulebook
from jiangong.core.rulebook.formula import Formula, FormulaError
from jiangong.core.rulebook.marksheet import (
    Difference,
    Field,
    MarkSheetForm,
    Section,
    Slip,
    differences,
    mark_sheet_form,
    plain_answers,
    read_answer,
    running_total,
    slips_of,
)
from jiangong.core.rulebook.meeting import Reach, can_be_met, never_together
from jiangong.core.rulebook.schema import rulebook_schema
from jiangong.core.rulebook.values import (
    Attribute,
    Award,
    Criterion,
    GoOn,
    OrderKey,
    Rulebook,
    Score,
    Stage,
    State,
    Step,
)
from jiangong.core.rulebook.wording import division_title, division_words

__all__ = [
    "Attribute",
    "Award",
    "Clause",
    "Criterion",
    "Difference",
    "Field",
    "Formula",
    "FormulaError",
    "GoOn",
    "MarkSheetForm",
    "OrderKey",
    "Reach",
    "Rulebook",
    "Score",
    "Section",
    "Slip",
    "Stage",
    "State",
    "Step",
    "Value",
    "can_be_met",
    "check_rulebook",
    "columns_read",
    "describe_rulebook",
    "differences",
    "division_title",
    "division_words",
    "holds",
    "load_rulebook",
    "mark_sheet_form",
    "never_together",
    "parse_condition",
    "plain_answers",
    "read_answer",
    "rulebook_hash",
    "rulebook_schema",
    "running_total",
    "slips_of",
    "the_plan",
]
