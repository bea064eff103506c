"""Commands run in this process, from the folder of a small competition."""

import json

import pytest

from jiangong.cli import entrance

RULEBOOK = """rulebook = 1
name = "lamp"
title = { zh = "灯饰组装", en = "Lamp assembly" }
[[stage]]
id = "final"
title = { zh = "决赛", en = "Final" }
[stage.criteria.theory]
title = { zh = "理论", en = "Theory" }
range = [0, 100]
decimals = 1
[stage.criteria.practice]
title = { zh = "实操", en = "Practice" }
range = [0, 100]
decimals = 1
by = ["source"]
count = { source = 2 }
steps = [{ over = "source", take = "mean", round = "0.01" }]
[stage.scores.total]
title = { zh = "总分", en = "Total" }
weights = { theory = "30%", practice = "70%" }
weights_total = "100%"
round = "0.01"
[[stage.order]]
by = "total"
[[stage.order]]
by = "practice"
[stage.go_on]
top = 2
[[stage.awards]]
id = "first"
title = { zh = "一等奖", en = "First prize" }
top = 1
"""
MARKS = [
    ["entry", "criterion", "source", "value", "state"],
    ["A01", "theory", "", "90", ""],
    ["A01", "practice", "J1", "80", ""],
    ["A01", "practice", "J2", "81", ""],
    ["A02", "theory", "", "70.5", ""],
    ["A02", "practice", "J1", "95", ""],
    ["A02", "practice", "J2", "94", ""],
    ["A03", "theory", "", "", "absent"],
    ["A03", "practice", "J1", "60", ""],
    ["A03", "practice", "J2", "61", ""],
]
ENTRIES = "entry,name,unit\nA01,甲,一厂\nA02,乙,二厂\nA03,丙,一厂\n"


def csv(rows):
    """Rows of cells as the text of a CSV file."""
    return "".join(",".join(row) + "\n" for row in rows)


class Ended:
    """How a command ended: its exit status, and what it wrote."""

    def __init__(self, status, out, err):
        self.status, self.out, self.err = status, out, err

    @property
    def lines(self):
        """What stands on standard error, line by line."""
        return self.err.splitlines()

    @property
    def objects(self):
        """The same where --json was asked for."""
        return [json.loads(line) for line in self.lines if line.startswith("{")]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with a rulebook, marks and entries; the working folder of the test."""
    (tmp_path / "rulebook.toml").write_text(RULEBOOK, encoding="utf-8")
    (tmp_path / "marks.csv").write_text(csv(MARKS), encoding="utf-8")
    (tmp_path / "entries.csv").write_text(ENTRIES, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    for name in ("JIANGONG_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.fixture
def jiangong(folder, capfd):
    """Run a command as it would be typed."""

    def command(*arguments):
        capfd.readouterr()
        status = entrance.run([str(argument) for argument in arguments])
        written = capfd.readouterr()
        assert "Traceback" not in written.out + written.err
        return Ended(status, written.out, written.err)

    return command
