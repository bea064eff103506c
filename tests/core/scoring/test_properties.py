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
FEW = settings(max_examples=max(settings.default.max_examples // 25, 4))
FIELD = st.lists(st.tuples(*[st.integers(0, 20)] * 4, st.integers(0, 5)), min_size=2, max_size=6)
FIELDS = st.lists(FIELD, min_size=2, max_size=8)


def marks_of(fields, names="pqrstu"):
    """Four judges and one b for each entry of each field; a field is an event, so that many are settled at once."""
    rows = []
    for event, field in enumerate(fields):
        for name, (*judged, b) in zip(names, field, strict=False):
            known = {"event": f"e{event}", "entry": name}
            rows += [known | {"criterion": "a", "source": f"j{j}", "value": str(v)} for j, v in enumerate(judged)]
            rows.append(known | {"criterion": "b", "source": "", "value": str(b)})
    return rows


def settled(marks):
    """The outcome of rows."""
    return settle(read_evidence(RULES, Tables(as_table(marks))))


@FEW
@given(FIELDS, st.randoms(use_true_random=False))
def test_the_order_of_marks_never_matters_and_a_run_always_repeats_to_the_digit(fields, rng):
    marks = marks_of(fields)
    mixed = rng.sample(marks, len(marks))

    assert settled(marks).fingerprint == settled(mixed).fingerprint


@FEW
@given(st.lists(st.tuples(FIELD, st.integers(0, 4), st.integers(1, 5)), min_size=2, max_size=8))
def test_raising_one_mark_never_lowers_its_entry(raises):
    before = [field for field, _, _ in raises]
    after = [
        [tuple(min(v + by, 5 if which == 4 else 20) if n == which else v for n, v in enumerate(field[0])), *field[1:]]
        for field, which, by in raises
    ]
    rows = settled(marks_of([*before, *after])).rows()
    places = {row["event"]: int(row["place"]) for row in rows if row["entry"] == "p"}

    for n in range(len(raises)):
        assert places[f"e{n + len(raises)}"] <= places[f"e{n}"], raises[n]


@FEW
@given(FIELDS)
def test_other_names_for_the_entries_always_give_the_same_outcome_under_those_names(fields):
    plain, other = settled(marks_of(fields)).rows(), settled(marks_of(fields, "zyxwvk")).rows()
    turned = dict(zip("zyxwvk", "pqrstu", strict=True))

    assert sorted(map(str, plain)) == sorted(str({**row, "entry": turned[row["entry"]]}) for row in other)
