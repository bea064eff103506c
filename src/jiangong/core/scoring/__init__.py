"""From sealed marks to standings: arithmetic over columns, and nothing else."""

from jiangong.core.scoring.compare import Change, compare
from jiangong.core.scoring.divisions import by_division, division_key, divisions_of
from jiangong.core.scoring.engines import bounded, connection
from jiangong.core.scoring.evidence import Evidence
from jiangong.core.scoring.explain import explain, explain_outcome
from jiangong.core.scoring.explanation import Cell, ExplainedStep, Explanation, without_others
from jiangong.core.scoring.marks import read_evidence
from jiangong.core.scoring.noticing import noticed
from jiangong.core.scoring.outcome import Fingerprint, Outcome
from jiangong.core.scoring.pipeline import settle
from jiangong.core.scoring.tables import Tables

__all__ = [
    "Cell",
    "Change",
    "Evidence",
    "ExplainedStep",
    "Explanation",
    "Fingerprint",
    "Outcome",
    "Tables",
    "bounded",
    "by_division",
    "compare",
    "connection",
    "division_key",
    "divisions_of",
    "explain",
    "explain_outcome",
    "noticed",
    "read_evidence",
    "settle",
    "without_others",
]
