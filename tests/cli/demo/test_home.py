"""The demo's folder is laid fresh, and the folder of a real site is left alone."""

from pathlib import Path

import pytest

from jiangong.cli.demo import fresh_demo_home
from jiangong.foundation.refusals import Declined


def test_an_earlier_demo_is_cleared_away(tmp_path: Path):
    home = tmp_path / "demo"
    fresh_demo_home(home)
    for name in ("jiangong.sqlite3", "jiangong.sqlite3-wal", "secret.key"):
        (home / name).write_text("x")
    (home / "files").mkdir()

    fresh_demo_home(home)

    assert sorted(path.name for path in home.iterdir()) == ["secret.key", "this-is-a-demo.txt"]


def test_a_real_site_is_left_alone(tmp_path: Path):
    (tmp_path / "jiangong.sqlite3").write_text("a site")

    with pytest.raises(Declined):
        fresh_demo_home(tmp_path)

    assert (tmp_path / "jiangong.sqlite3").read_text() == "a site"
