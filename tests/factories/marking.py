"""Events whose works are marked on sheets."""

from itertools import count

from jiangong.competitions.models import Event, Stage
from jiangong.competitions.services import EntryRow, register_entries
from jiangong.evidence.blind.models import Chain
from jiangong.evidence.blind.services import sign_opening
from jiangong.evidence.marking.content import SheetSent
from jiangong.evidence.panels.enums import SeatKind
from jiangong.evidence.panels.models import Seat
from jiangong.organizations.models import User
from tests.factories.competitions import a_competition, a_rulebook, an_event
from tests.factories.panels import a_panel, a_seat

_numbers = count(1)

A_PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc000000301010018dd8db00000000049454e44ae426082"
)
"""A picture of one dot."""

# Three judges at 0–3 on two aspects, one measurement; judges may differ by one level.
WELD = """\
rulebook = 1
name = "weld"
title = { zh = "焊接", en = "Welding" }
[states.broken]
title = { zh = "试件损坏", en = "piece broken" }
effect = "fail"
[[stage]]
id = "final"
title = { zh = "决赛", en = "Final" }
%s
[stage.criteria.look]
title = { zh = "外观", en = "Look" }
by = ["item", "source"]
count = { item = 2, source = 3 }
items = ["joint", "bead"]
range = [0, 3]
decimals = 0
spread = 1
levels = [
  { from = 0, title = { zh = "差", en = "poor" }, text = { zh = "有裂纹或缩孔", en = "cracks or pits" } },
  { from = 1, title = { zh = "中", en = "fair" }, text = { zh = "有明显台阶", en = "a visible step" } },
  { from = 2, title = { zh = "良", en = "good" }, text = { zh = "基本平滑", en = "nearly smooth" } },
  { from = 3, title = { zh = "优", en = "very good" }, text = { zh = "平滑，弧坑填满", en = "smooth, crater filled" } },
]
steps = [{ over = "source", take = "mean" }, { over = "item", take = "sum", round = "0.01" }]
[stage.criteria.holes]
title = { zh = "气孔", en = "Holes" }
range = [0, 20]
decimals = 0
entered = "count"
better = "low"
unit = { zh = "处", en = "places" }
[[stage.order]]
by = "look"
[[stage.order]]
by = "holes"
"""


def a_judged_event(by: User, *, judges: int = 3, works: int = 3, second: str = "none", **more: object) -> Event:
    """An open event by WELD with entries, a panel of confirmed judges and a chief judge; judges see the entry numbers."""
    competition = more.pop("competition", None) or a_competition(by, host=more.pop("host", None))  # type: ignore[arg-type]
    a_rulebook(competition, by, WELD % f'second = "{second}"')  # type: ignore[arg-type]
    event = an_event(by, competition, **more)  # type: ignore[arg-type]
    numbers = [f"{number:02d}" for number in range(1, works + 1)]
    register_entries(event, rows=[EntryRow(one, name=f"选手{one}", unit=f"单位{one}") for one in numbers], by=by)
    panel = a_panel(event, by, judges=judges)
    a_seat(panel, by, SeatKind.CHIEF)
    return event


def judges_of(event: Event) -> list[Seat]:
    """The judges of an event, by code."""
    return list(Seat.objects.filter(panel__event=event, kind=SeatKind.JUDGE).select_related("user").order_by("code"))


def chief_of(event: Event) -> User:
    """The chief judge of an event."""
    return Seat.objects.select_related("user").get(panel__event=event, kind=SeatKind.CHIEF).user


def stage_of(event: Event) -> Stage:
    """Its only stage."""
    return event.stages.get()


def an_opened_chain(event: Event) -> None:
    """All layers of a drawn chain opened, from the last one back, each by its keeper and the supervisor."""
    chain = Chain.objects.get(event=event)
    witness = chain.witnesses.select_related("user").first()
    for layer in chain.layers.order_by("-number"):
        sign_opening(layer, by=chain.keepers.select_related("user").get(layer=layer.number).user, reason="测试")
        sign_opening(layer, by=witness.user, reason="测试")


def a_sheet(work: str = "01", *, holes: str = "", client: str = "", **more: object) -> SheetSent:
    """A sheet with both aspects at level 2, and the measurement where it is asked."""
    answers = {"look/joint/": "2", "look/bead/": "2", **({"holes//": holes} if holes else {})}
    answers |= more.pop("answers", {})  # type: ignore[arg-type]
    return SheetSent("final", work, client or f"client-{next(_numbers):04d}", answers, **more)  # type: ignore[arg-type]
