"""A short sample of what `make soak` does for hours, so that it is known to work when somebody needs it."""

import ast

import pytest

from tests.soak import kills, mutants

# The exact division, the one place where every rounding goes through.
DIVISION = mutants.PACKAGE / "core" / "quantities.py"


@pytest.mark.slow
def test_a_killed_writer_loses_nothing_that_it_acknowledged(tmp_path):
    acknowledged = kills.kill_a_writer(tmp_path, seconds=0.3)
    status, stored, complaint = kills.look(tmp_path)

    assert (status, complaint) == (0, "")
    assert stored >= acknowledged >= 1


def test_every_fault_changes_the_program_and_nothing_else():
    whole = ast.dump(ast.parse(DIVISION.read_text(encoding="utf-8")))
    faults = list(mutants.mutants_of(DIVISION))
    texts = {mutants.source_with(fault) for fault in faults}

    assert len(faults) > 10
    assert len(texts) == len(faults)
    assert whole not in {ast.dump(ast.parse(text)) for text in texts}


@pytest.mark.slow
def test_a_fault_in_a_comparison_is_noticed():
    """Values that compare as equal when they are not would share places: the plainest fault there is."""
    ranking = mutants.PACKAGE / "core" / "scoring" / "rank.py"
    fault = next(fault for fault in mutants.mutants_of(ranking) if not fault.change.endswith("+ 1"))

    assert mutants.is_noticed(fault)


def test_the_tests_that_are_tried_first_are_there():
    for path, tests in mutants.NARROW.items():
        assert (mutants.PACKAGE / path).is_file()
        assert all((mutants.ROOT / test).is_file() for test in tests), path
