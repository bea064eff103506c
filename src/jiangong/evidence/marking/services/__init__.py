"""Writes of marking: sheets are sealed and kept beside, entered twice, opened again; what happened on the floor is recorded."""

from jiangong.evidence.marking.services.batches import begin_batch, end_batch, set_batches
from jiangong.evidence.marking.services.floor import (
    answer_held,
    note_device,
    open_rescoring,
    record_incident,
    report_incident,
)
from jiangong.evidence.marking.services.photos import PhotoSent, keep_photo, reseal_photos
from jiangong.evidence.marking.services.sealing import Outcome, seal_sheet
from jiangong.evidence.marking.services.twice import confirm_sheet, enter_paper, enter_second

__all__ = [
    "Outcome",
    "PhotoSent",
    "answer_held",
    "begin_batch",
    "confirm_sheet",
    "enter_paper",
    "end_batch",
    "enter_second",
    "keep_photo",
    "note_device",
    "open_rescoring",
    "record_incident",
    "report_incident",
    "reseal_photos",
    "seal_sheet",
    "set_batches",
]
