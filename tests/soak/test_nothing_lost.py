"""A few judges and a few kills of what `python -m tests.soak judges` does with two hundred."""

import pytest

from tests.soak import judges


@pytest.mark.processes
@pytest.mark.slow
def test_every_receipt_survives_the_killing_of_the_server(tmp_path):
    with judges.a_site(tmp_path) as site:
        said = judges.play(site, judges=6, works=4, kills=3, seed=20261125)

    assert said.startswith("3 kills, 24 receipts")
