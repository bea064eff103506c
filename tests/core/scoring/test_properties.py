"""What holds whatever the marks are: their order does not matter, a better mark never hurts, names are only names."""

from hypothesis import given, settings
from hypothesis import strategies as st

from jiangong.core.scoring import Tables, read_evidence, settle
from tests.core.reference.comparing import as_table
from tests.core.scoring.writing import stage

RULES = stage(
    """
    [stage.criteria.a]
    by = ["source"]
    decimals = 0
    range = [0, 20]
    count = { source = 4 }
    steps = [{ over = "source", drop_high = 1, drop_low = 1, take = "mean", round = "0.01" }]
    [stage.criteria.b]
    decimals = 0
    range = [0, 5]
    [stage.scores.t]
    formula = "a * 0.7 + b"
    [stage.go_on]
    top = 2
    """,
    "t",
    "b",
)
FEW = settings(max_examples=max(settings.default.max_examples // 10, 8))
FIELD = st.lists(st.tuples(*[st.integers(0, 20)] * 4, st.integers(0, 5)), min_size=2, max_size=6)


def marks_of(field, names="pqrstu"):
    """Four judges and one b for each entry."""
    judged = [
        {"entry": n, "criterion": "a", "source": f"j{j}", "value": str(v)}
        for n, f in zip(names, field, strict=False)
        for j, v in enumerate(f[:4])
    ]
    return judged + [
        {"entry": n, "criterion": "b", "source": "", "value": str(f[4])} for n, f in zip(names, field, strict=False)
    ]


def settled(marks):
    """The outcome of rows."""
    return settle(read_evidence(RULES, Tables(as_table(marks))))


@FEW
@given(FIELD, st.randoms(use_true_random=False))
def test_the_order_of_marks_never_matters_and_a_run_always_repeats_to_the_digit(field, rng):
    marks = marks_of(field)
    mixed = rng.sample(marks, len(marks))

    assert settled(marks).fingerprint == settled(mixed).fingerprint


@FEW
@given(FIELD, st.integers(0, 4), st.integers(1, 5))
def test_raising_one_mark_never_lowers_its_entry(field, which, by):
    most = 5 if which == 4 else 20
    raised = [tuple(min(v + by, most) if n == which else v for n, v in enumerate(field[0])), *field[1:]]
    before, after = (next(r for r in settled(marks_of(f)).rows() if r["entry"] == "p") for f in (field, raised))

    assert int(after["place"]) <= int(before["place"])


@FEW
@given(FIELD)
def test_other_names_for_the_entries_always_give_the_same_outcome_under_those_names(field):
    plain, other = settled(marks_of(field)).rows(), settled(marks_of(field, "zyxwvk")).rows()
    turned = dict(zip("zyxwvk", "pqrstu", strict=True))

    assert sorted(map(str, plain)) == sorted(str({**row, "entry": turned[row["entry"]]}) for row in other)
