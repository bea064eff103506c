"""How the scores of a stage are spread, for a chart with its table."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from jiangong.competitions.enums import Policy
from jiangong.organizations.rules import type_of_viewer
from jiangong.results.models import Publication, StandingRow
from jiangong.results.selectors.standings import openness, stage_of

AT_MOST = 12
STEPS = tuple(Decimal(figure).scaleb(power) for power in range(-6, 12) for figure in (1, 2, 5))


@dataclass(frozen=True, slots=True)
class Bin:
    """Scores from `low` to below `high`, and how many there are."""

    low: str
    high: str
    count: int


@dataclass(frozen=True, slots=True)
class Distribution:
    """Scores of ranked entries in bins of one round width."""

    bins: tuple[Bin, ...]
    lowest: str
    median: str
    highest: str
    count: int


def score_distribution(publication: Publication, *, viewer: type_of_viewer, stage: str = "") -> Distribution | None:
    """The spread of the published scores of a stage; none where scores are kept back or fewer than two are ranked."""
    if openness(publication.event, viewer) == Policy.PLACES:
        return None
    rows = StandingRow.objects.filter(run=publication.run, stage=stage_of(publication.run, stage), place__isnull=False)
    scores = sorted(Decimal(score) for score in rows.exclude(score="").values_list("score", flat=True))
    return _spread(scores) if len(scores) > 1 else None


def _spread(scores: Sequence[Decimal]) -> Distribution:
    lowest, highest = scores[0], scores[-1]
    width = next(step for step in STEPS if highest // step - lowest // step < AT_MOST)
    counts = Counter(int(score // width) for score in scores)
    bins = tuple(
        Bin(_plain(at * width), _plain((at + 1) * width), counts[at]) for at in range(min(counts), max(counts) + 1)
    )
    return Distribution(bins, str(lowest), _median(scores), str(highest), len(scores))


def _median(scores: Sequence[Decimal]) -> str:
    """The middle score, or the mean of the two middle ones at the same decimals."""
    middle = (scores[(len(scores) - 1) // 2] + scores[len(scores) // 2]) / 2
    return str(middle.quantize(scores[0], rounding=ROUND_HALF_UP))


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
