"""Writes of marking: sheets are sealed and kept beside, entered twice, opened again; what happened on the floor is recorded."""

from jiangong.evidence.marking.services.floor import (
    answer_held,
    note_device,
    open_rescoring,
    record_incident,
    report_incident,
)
from jiangong.evidence.marking.services.sealing import Outcome, seal_sheet
from jiangong.evidence.marking.services.twice import confirm_sheet, enter_paper, enter_second

__all__ = [
    "Outcome",
    "answer_held",
    "confirm_sheet",
    "enter_paper",
    "enter_second",
    "note_device",
    "open_rescoring",
    "record_incident",
    "report_incident",
    "seal_sheet",
]
