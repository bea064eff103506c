"""A short sample of what `make soak` does for hours, so that it is known to work when somebody needs it."""

import ast
import json

import pytest

from tests.prepared import put_into
from tests.soak import faulty, kills, mutants, rounds, trying

# The exact division, the one place where every rounding goes through.
DIVISION = faulty.PACKAGE / "core" / "quantities.py"


@pytest.mark.slow
def test_a_killed_writer_loses_nothing_that_it_acknowledged(tmp_path):
    put_into(tmp_path)
    acknowledged = kills.kill_a_writer(tmp_path, seconds=0.3)
    status, stored, complaint = kills.look(tmp_path)

    assert (status, complaint) == (0, "")
    assert stored >= acknowledged >= 1


def test_every_fault_changes_the_program_and_nothing_else():
    whole = ast.dump(faulty.tree_of(DIVISION))
    faults = list(faulty.mutants_of(DIVISION))
    trees = {ast.dump(faulty.tree_with(fault)) for fault in faults}

    assert len(faults) > 100
    assert len(trees) > len(faults) - 10  # of a condition within a condition, two faults may say the same
    assert whole not in trees


def test_a_fault_knows_the_function_and_the_lines_in_which_it_stands():
    source = DIVISION.read_text(encoding="utf-8").splitlines()
    for fault in faulty.mutants_of(DIVISION):
        if fault.inside and "." not in fault.inside:
            assert source[fault.begins - 1].startswith(("def ", "@")), fault
            assert fault.begins < fault.lines[0] <= fault.line <= fault.lines[1], fault


@pytest.mark.slow
def test_faults_are_noticed_by_the_tests_that_execute_them(tmp_path):
    """Rows of attempts are cut by three lines of windows: their few tests notice most faults in them."""
    of_runs = {"FAULT_MEMORY": str(tmp_path), "FAULT_FILES": "runs.py"}
    done = mutants.tried_with(["tests/core/scoring/test_runs.py"], seconds=60, **of_runs)

    tried = [json.loads(line) for line in (tmp_path / "mutants.jsonl").read_text().splitlines()]
    noticed = [fault for fault in tried if fault["verdict"] == "noticed"]
    assert "no tests ran" in done.stdout
    assert len(noticed) > 5
    executed = [fault for fault in tried if fault["verdict"] != trying.UNTOUCHED]
    assert len(noticed) > len(executed) / 2
    assert all("test_runs.py" in fault["by"] or fault["by"] == "a process of its own" for fault in noticed)


def test_what_is_explained_is_still_a_fault():
    faults = {rounds.named(fault) for fault, _ in mutants.known()}

    for told in rounds.explained():
        assert (told["file"], told["line"], told["change"], told.get("nth", 1)) in faults, told
        assert told["why"].endswith(".")
