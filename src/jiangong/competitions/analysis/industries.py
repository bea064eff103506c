"""The sections of GB/T 4754—2017, Industrial classification for national economic activities (国民经济行业分类), shipped as data.

Only the twenty sections, A to T. The English names are for reading; the standard's text is Chinese.
"""

import csv
from functools import cache
from pathlib import Path

from jiangong.core.problems import Text

SOURCE = Text("GB/T 4754—2017《国民经济行业分类》门类", "sections of GB/T 4754—2017, industrial classification")


@cache
def industries() -> dict[str, Text]:
    """Code → name, in the order of the standard."""
    with (Path(__file__).parent / "industries.csv").open(encoding="utf-8", newline="") as stream:
        return {row["code"]: Text(row["zh"], row["en"]) for row in csv.DictReader(stream)}
