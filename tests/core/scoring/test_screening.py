"""Among very many rows the few that cannot be right are found first: the same are told as where each row is gone through."""

import pytest

from jiangong.core.problems import Refused
from jiangong.core.scoring import Tables, connection, gaps, read_evidence, settle
from tests.core.scoring.writing import evidence, stage

JUDGED = stage(
    """
    [stage.criteria.dive]
    by = ["item", "source"]
    count = { item = 2, source = [2, 3] }
    decimals = 0
    range = [0, 999]
    steps = [{ over = ["item", "source"], take = "sum" }]
    [stage.criteria.theory]
    decimals = 0
    range = [0, 999]
    missing = "none"
    """,
    "dive",
)
HEAD = "event entry criterion item source value state"
FINE = [f"{event} {entry} dive {item} j{n} 5 ." for event in "ef" for entry in "xyz" for item in "pq" for n in (1, 2)]


@pytest.fixture(params=["screened first", "each row"])
def way(request, monkeypatch):
    """Both ways of looking for rows that are wrong together."""
    if request.param == "screened first":
        monkeypatch.setattr(gaps, "MANY_ROWS", 1)


def sentences(rules, rows):
    """What is said of these rows; nothing where they are taken."""
    try:
        evidence(rules, "\n".join([HEAD, *rows]))
    except Refused as refused:
        return [problem.sentence("en").partition(": ")[2] for problem in refused.problems]
    return []


def test_rows_that_are_right_are_taken(way):
    assert sentences(JUDGED, FINE) == []


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ("e x theory . . 1 .\ne x theory . j9 1 .", ["found e s x theory 2 times, expected one row for each"]),
        ("f y dive p j2 6 .", ["found f s y dive p j2 2 times, expected one row for each"]),
        ("e x dive r j1 5 .\ne x dive r j2 5 .", ["found 3 items (p q r) for dive of e x, expected 2 items"]),
        ("e v dive p j1 5 .\ne v dive p j2 5 .\ne v dive q j1 5 .", [
            "found 1 judges or sources (j1) for dive of e v q, expected 2–3 judges or sources"]),
        ("e w dive p j1 5 .\ne w dive . . . absent", []),
        ("e u theory . . 5 .", []),
    ],
)  # fmt: skip
def test_a_double_and_a_wrong_count_are_found_and_who_is_out_is_excused(way, more, told):
    assert sentences(JUDGED, FINE + more.split("\n")) == told


PLAIN = stage('[stage.criteria.a]\nby = ["item"]\ndecimals = 0\nsteps = [{ over = "item", take = "sum" }]', "a")


@pytest.mark.parametrize("kinds", [62, 63, 497])
def test_more_kinds_of_rows_than_one_number_has_bits_make_no_difference(way, kinds):
    rows = [f"e x a i{n} . 5 ." for n in range(kinds)]

    assert sentences(PLAIN, rows) == []
    assert sentences(PLAIN, [*rows, rows[-1]]) == [f"found e s x a i{kinds - 1} 2 times, expected one row for each"]


def test_a_double_among_two_hundred_thousand_rows_is_found():
    backend = connection()
    backend.raw_sql(
        "CREATE TABLE fine AS SELECT n // 4 AS entry, (n % 4)::text AS item, 1 AS value FROM range(200000) t(n)"
    )
    backend.raw_sql("CREATE TABLE twice AS FROM fine UNION ALL SELECT 777, '3', 1")

    assert settle(read_evidence(PLAIN, Tables(backend.table("fine")))).standings.num_rows == 50_000
    with pytest.raises(Refused) as refused:
        read_evidence(PLAIN, Tables(backend.table("twice")))
    assert [problem.sentence("en") for problem in refused.value.problems] == [
        "marks:entry: found s 777 a 3 2 times, expected one row for each"
    ]


def test_an_attempt_of_0_is_named_like_any_other():
    rules = stage(
        """
        [stage.criteria.lift]
        by = ["attempt", "source"]
        count = { source = 2 }
        decimals = 0
        range = [0, 9]
        steps = [{ over = ["attempt", "source"], take = "sum" }]
        """,
        "lift",
    )
    with pytest.raises(Refused) as refused:
        evidence(rules, "entry attempt source value\nx 0 a 1")

    assert [problem.found.en for problem in refused.value.problems] == ["1 judges or sources (a) for lift of x 0"]
