"""What happens when in the demo: deeds are written down with the day on which they fall and done in that order."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from jiangong.foundation import clock


@dataclass
class Diary:
    """Deeds and their moments, `days` before the demo was made."""

    made_at: datetime
    deeds: list[tuple[datetime, int, Callable[[], object]]] = field(default_factory=list)

    def write(self, days: float, deed: Callable[[], object]) -> None:
        """Plan a deed so many days before now; fractions are parts of a day."""
        self.deeds.append((self.made_at - timedelta(days=days), len(self.deeds), deed))

    def live(self, tell: Callable[[int, int], None] | None = None) -> None:
        """Do everything in the order of its moments, each with the clock stopped at its own."""
        planned = sorted(self.deeds, key=lambda found: found[:2])
        for done, (moment, _order, deed) in enumerate(planned, start=1):
            with clock.stopped_at(moment):
                deed()
            if tell:
                tell(done, len(planned))
