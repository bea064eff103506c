"""The last few runs, settled again and kept in this process: whoever asks for the reasons of one entry soon asks for the next."""

from collections import OrderedDict
from threading import Lock

from jiangong.core.rulebook import load_rulebook
from jiangong.core.scoring import Explanation, Outcome, explain_outcome, read_evidence, settle
from jiangong.results.bundle import read_bundle
from jiangong.results.models import Run
from jiangong.results.selectors.runs import bundle_bytes

KEPT = 6
LARGE = 200_000  # marks; a larger run is settled for each question and not kept, so that memory stays bounded


class Settled:
    """A run's outcome, settled at the first question. One thread at a time asks it: they would share one connection."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.outcome: Outcome | None = None

    def explained(self, run: Run, number: str, stage: str) -> Explanation:
        """Why an entry stands where it stands in this run."""
        with self.lock:
            self.outcome = self.outcome or outcome_of(run)
            return explain_outcome(self.outcome, number, event=run.event.code, stage=stage)


_kept: OrderedDict[str, Settled] = OrderedDict()
_guard = Lock()


def outcome_of(run: Run) -> Outcome:
    """A run settled anew from its own bundle."""
    opened = read_bundle(bundle_bytes(run))
    return settle(read_evidence(load_rulebook(opened.rulebook_text), opened.tables))


def explained(run: Run, number: str, stage: str) -> Explanation:
    """The whole explanation of one entry. A run never changes, so its outcome may be kept under its bundle's hash."""
    if run.mark_count > LARGE:
        return Settled().explained(run, number, stage)
    with _guard:
        kept = _kept.setdefault(run.bundle.sha256, Settled())
        _kept.move_to_end(run.bundle.sha256)
        if len(_kept) > KEPT:
            _kept.popitem(last=False)
    return kept.explained(run, number, stage)
