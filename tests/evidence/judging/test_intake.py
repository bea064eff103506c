"""What is kept of a table that was handed in: short names, whatever the titles it was written with."""

import pyarrow as pa

from jiangong.core.rulebook import load_rulebook
from jiangong.core.scoring import Tables
from jiangong.evidence.judging.intake import sorted_by_event

RULES = load_rulebook("""
rulebook = 1
name = "n"
title = "N"
[entries.quota]
title = "名额"
type = "number"
[[stage]]
id = "s"
title = "决赛"
[stage.criteria.a]
title = "理论"
[stage.criteria.b]
title = "实操"
[[stage.order]]
by = "a"
""")


def test_titles_become_the_short_names_that_are_kept():
    marks = pa.table({"阶段": ["决赛", "s"], "参赛号": ["1", "1"], "评分项": ["理论", "b"], "数值": ["5", "6"]})
    entries = pa.table({"参赛号": ["1"], "名额": ["3"]})

    found = sorted_by_event(Tables(marks=marks, entries=entries), RULES)[""]

    assert [(key.stage, key.criterion, value) for key, value, _, _ in found.marks] == [("s", "a", "5"), ("s", "b", "6")]
    assert found.entries == [{"entry": "1", "quota": "3"}]
