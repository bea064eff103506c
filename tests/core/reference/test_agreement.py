"""The engine and the naive reference agree on random rulebooks and marks. CASES= and FIRST= say which: `make soak` goes through new ones."""

import os

import pytest

from tests.core.reference.comparing import disagreement, written_out
from tests.core.reference.generating import case

FIRST, CASES = int(os.environ.get("FIRST", "0")), int(os.environ.get("CASES", "12"))


@pytest.mark.parametrize("seed", range(FIRST, FIRST + CASES))
def test_engine_and_reference_always_agree(seed):
    made = case(seed)
    found = disagreement(made)

    assert found == "", f"{found}\n{written_out(made)}"
