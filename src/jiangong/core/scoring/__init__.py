"""From sealed marks to standings: arithmetic over columns, and nothing else."""

from jiangong.core.scoring.marks import Evidence, read_evidence
from jiangong.core.scoring.outcome import Fingerprint, Outcome
from jiangong.core.scoring.pipeline import settle
from jiangong.core.scoring.tables import Tables, connection

__all__ = ["Evidence", "Fingerprint", "Outcome", "Tables", "connection", "read_evidence", "settle"]
