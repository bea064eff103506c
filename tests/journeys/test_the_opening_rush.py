"""The doors open and everybody comes at once: exactly the places are given, to the first, on either database."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
THROW_AWAY = "jg-pg-"


@pytest.mark.processes
@pytest.mark.parametrize("way", ["service", "pages"])
def test_a_rush_takes_exactly_the_places_in_the_order_of_arrival(way):
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "src")])}
    if THROW_AWAY not in environment.get("DATABASE_URL", ""):
        environment.pop("DATABASE_URL", None)
    small = ["--rush", "60", "--places", "12", "--workers", "3", *(["--pages"] if way == "pages" else [])]

    run = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "benchmarks.rush", *small],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert run.returncode == 0, run.stderr
    assert "60 of 60 came, 12 have a place, 48 wait" in run.stderr
    assert "BENCH rush_places_given 12 places goal <= 12 ok" in run.stdout
