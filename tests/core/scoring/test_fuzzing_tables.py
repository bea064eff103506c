"""Whatever tables are handed in: an outcome, or problems that name a file and a row, and never another exception."""

from hypothesis import given, settings
from hypothesis import strategies as st

from jiangong.core.problems import Refused
from jiangong.core.scoring import Tables, read_evidence, settle
from tests.core.reference.comparing import as_table
from tests.core.scoring.writing import stage

RULES = stage(
    """
    [stage.criteria.a]
    by = ["item", "attempt", "source"]
    decimals = 1
    range = [-5, 20]
    steps = [
      { over = "source", drop_high = 1, take = "mean", round = "0.1" },
      { over = "attempt", take = "best" },
      { over = "item", keep_best = "event.kept", take = "sum" },
    ]
    [stage.criteria.b]
    kind = "adjustment"
    range = [0, 5]
    [stage.scores.t]
    formula = "a * 0.7 + b * entry.factor"
    show = "0.01"
    [stage.go_on]
    top = 2
    cap = 1
    """,
    "t",
    "b",
    before="""
    [states.void]
    title = "void"
    effect = "skip"
    [states.fell]
    title = "fell"
    effect = "fail"
    [entries.factor]
    type = "number"
    range = [0, 3]
    default = 1
    [events.kept]
    type = "number"
    range = [0, 4]
    default = 2
    """,
)
FEW = settings(max_examples=max(settings.default.max_examples // 5, 10))
WORDS = st.sampled_from(
    ["", "x", "y", "z", "a", "b", "s", "1", "2", "-1", "0.5", "7.25", "1e3", "1e999999999", "nan", "９", "void", "fell", "absent", "缺考",
     "e", " x ", "9" * 40, "x" * 300, "'", "\x00", "\n", "null"]
)  # fmt: skip
LIKELY = {
    "event": ["", "e"], "entry": ["x", "y", "z"], "criterion": ["a", "b"], "item": ["", "1", "2"], "attempt": ["", "1", "2"],
    "source": ["", "p", "q"], "value": ["0", "7.5", "3", "20"], "state": ["", "", "void", "fell", "absent"], "stage": ["s"],
    "unit": ["u", ""], "factor": ["1", "2", ""], "kept": ["0", "2"], "name": ["n"], "team": [""], "odd": ["1"],
}  # fmt: skip


def tables(required, others):
    """Rows of words: mostly what fits a column, now and then anything."""

    def rows(names):
        cell = {name: st.sampled_from(LIKELY[name]) | st.sampled_from(LIKELY[name]) | WORDS for name in names}
        return st.lists(st.fixed_dictionaries(cell), max_size=8)

    names = st.lists(st.sampled_from(others), unique=True).map(lambda more: [*required, *more])
    return names.flatmap(rows)


MARKS = tables(["entry", "criterion", "value"], ["event", "stage", "item", "attempt", "source", "state", "odd"])
ENTRIES = st.none() | tables(["entry"], ["event", "unit", "factor", "name", "team", "odd"])
EVENTS = st.none() | tables(["event"], ["kept", "odd"])


@FEW
@given(MARKS, ENTRIES, EVENTS)
def test_any_tables_are_always_settled_or_refused_with_reasons(marks, entries, events):
    handed = Tables(*(as_table(rows or None) for rows in (marks or [{"entry": ""}], entries, None, events)))
    try:
        rows = settle(read_evidence(RULES, handed)).rows()
    except Refused as refused:
        assert refused.problems
        for problem in refused.problems:
            assert (
                problem.file and problem.found.en and problem.found.zh and problem.expected.en and problem.expected.zh
            )
            assert problem.row is None or problem.row >= 1
    else:
        assert all(row["entry"] for row in rows)
