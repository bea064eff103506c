"""The rulebooks of the gallery, settled on DuckDB and on Spark: the same fingerprint of rules, evidence and standings.

A dozen that together read every kind of expression; FULL=1 settles all of them.
"""

import os
from dataclasses import replace

import pytest

from jiangong.competitions.gallery import cases, read_case
from jiangong.core.rulebook import load_rulebook
from jiangong.core.scoring import read_evidence, settle
from tests.cluster.conftest import ROOT

CASES = {case.name: case for case in cases(ROOT / "rulebooks")}
QUICK = (
    "ankang_city", "arc_welding", "bowling", "expert_public", "five_judges", "gold_silver_2020", "guide_2018", "guzhen_lamp", "heilongjiang_grades",
    "jump_fouls",
    "medals_excellence", "oilfield_mapping", "prize_money", "red_banner", "team_points", "workshop_crews", "worldskills_mj",
)  # fmt: skip


@pytest.mark.parametrize("name", [name for name in CASES if os.environ.get("FULL") or name in QUICK])
def test_a_case_has_the_same_fingerprint(name, spark, shared):
    case, rulebook = CASES[name], load_rulebook(CASES[name].rulebook_text)
    tables = read_case(case, shared=shared).tables

    evidence = read_evidence(rulebook, replace(tables, backend=spark))
    found = settle(evidence).fingerprint
    evidence.store.forget()

    assert found == settle(read_evidence(rulebook, tables)).fingerprint
