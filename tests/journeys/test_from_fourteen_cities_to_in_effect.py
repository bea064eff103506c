"""A skills competition through pages alone: fourteen cities send people on, the province judges them blind, the result takes effect.

Nothing but requests: no service is called and no row is read. What stands before is the tree, the programme and the accounts.
"""

import json
import re
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from jiangong.cli.demo.contests import rules
from jiangong.foundation import clock
from tests.factories import RULES, a_city, a_federation, a_track, a_unit, a_user, an_officer
from tests.factories.organizations import PASSWORD

pytestmark = pytest.mark.django_db

CITIES = (
    "临澜", "云渡", "石浦", "麓川", "南埠", "兰汀", "白塘", "青溪", "锦屏", "星岸", "桐陵", "泽昌", "岚山", "望江",
)  # fmt: skip
SURNAMES, GIVEN = "岑闻路江简温祁尹盛支骆舒申翁", ("佳禾", "一川", "知夏")
SCORES = (92, 85, 70)
"""What the three of each city have; the first goes on, the second is the reserve."""
TEAM = {
    "chief": "chief", "j1": "judge", "j2": "judge", "j3": "judge", "j4": "judge", "j5": "judge", "e1": "encryption",
    "e2": "encryption", "e3": "encryption", "s1": "supervisor",
}  # fmt: skip
JUDGES = ("j1", "j2", "j3", "j4", "j5")
MOST = {"taste": 40, "form": 30, "skill": 30}
SIGN = {"seen": "on", "password": PASSWORD}
LOTS = {"phrase": "面点飘香工匠同台", "makers": "参赛代表、监督"}
FINAL = "/desk/competitions/pastry-final/main/"


@dataclass
class Person:
    """Somebody before a browser, signed in by the page. `send` fills in a form and comes back with the page it leads to."""

    name: str
    client: Client = field(default_factory=Client)

    def __post_init__(self) -> None:
        self.send("/account/sign-in/", username=self.name, password=PASSWORD)

    def read(self, address: str, *, status: int = 200) -> str:
        """A page, which must be there."""
        answer = self.client.get(address)
        assert answer.status_code == status, (self.name, address, answer.status_code)
        return str(answer.content.decode())

    def send(self, address: str, **typed: object) -> str:
        """Send a form, which must be taken, and read where it leads."""
        answer = self.client.post(address, typed, follow=True)
        page = str(answer.content.decode())
        assert answer.redirect_chain, (self.name, address, answer.status_code, told(page))
        assert answer.status_code == 200, (self.name, address, answer.status_code)
        assert "alert-danger" not in page, (self.name, address, told(page))
        return page


def told(page: str) -> list[str]:
    """What a page says is wrong."""
    found = re.findall(r"(?:alert-danger|invalid-feedback|jg-problem)[^>]*>(.*?)</(?:div|ul|p)>", page, re.S)
    return [" ".join(re.sub("<[^>]+>", " ", one).split()) for one in found]


def a_file(name: str, text: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode())


@pytest.fixture
def people() -> dict[str, Person]:
    """Officers of the province and of each city, the panel to be, the union of one plant. Nobody else, and no competition."""
    federation = a_federation()
    for name in ("province", "checker", "second"):
        an_officer(federation, name)
    a_track(an_officer(federation, "boss"))
    for order, name in enumerate(CITIES):
        city = a_city(f"{name}市总工会", f"city-{order:02d}")
        an_officer(city, f"officer-{order:02d}")
        if order == 0:
            an_officer(a_unit(city, f"{name}甲厂", "plant"), "plant")
    for name in TEAM:
        a_user(name, name=f"裁判{name}")
    names = ["province", "checker", "second", "plant", *TEAM, *(f"officer-{order:02d}" for order in range(len(CITIES)))]
    return {name: Person(name) for name in names}


def announced(by: Person, *, code: str, title: str, host: str, rulebook: str) -> str:
    """A competition with one event by an uploaded rulebook, open; gives the event's desk."""
    by.send(
        "/desk/new-competition/", title=title, code=code, track="region", host=host, policy="scores", venue="麓川市",
    )  # fmt: skip
    desk = f"/desk/competitions/{code}/"
    by.send(desk + "names/", basis="ground", ground="规程第九条")
    by.send(desk + "new-event/", title=title, code="", source="upload", file=a_file("rulebook.toml", rulebook))
    desk += "main/"
    by.send(desk + "open/")
    return desk


def entrants(order: int) -> list[tuple[str, str, str, int]]:
    """Number, name, unit and score of the three of a city."""
    city = CITIES[order]
    return [(f"{at + 1:03d}", SURNAMES[order] + GIVEN[at], f"{city}{'甲乙甲'[at]}厂", SCORES[at]) for at in range(3)]


def a_heat(people: dict[str, Person], order: int) -> str:
    """The city's own event: its list comes in, it is marked and published, checked by two and posted."""
    by = people[f"officer-{order:02d}"]
    desk = announced(
        by, code=f"pastry-{order:02d}", title=f"{CITIES[order]}市西式面点", host=f"city-{order:02d}", rulebook=RULES
    )  # fmt: skip
    rows = entrants(order)
    marks = "".join(f"{number},{part},{score}\n" for number, _n, _u, score in rows for part in ("theory", "practice"))
    files = {"marks": a_file("marks.csv", "entry,criterion,value\n" + marks)}
    if order == 0:
        registered(people, desk, rows)
    else:
        named = "".join(f"{number},{name},{unit}\n" for number, name, unit, _score in rows)
        files["entries"] = a_file("entries.csv", "entry,name,unit\n" + named)
    by.send(desk + "marks/", **files)
    by.send(desk + "settle/")
    by.send(desk + "runs/1/publish/", **SIGN)
    for name in ("checker", "second"):
        people[name].send(desk + "publications/1/check/", **SIGN)
    by.send(desk + "publications/1/notice/", days=1, **SIGN)
    return desk


def registered(people: dict[str, Person], desk: str, rows: list[tuple[str, str, str, int]]) -> None:
    """The first city takes its list at the counter: the plant's union hands in a sheet."""
    now = timezone.localtime()
    moments = {"opens_at": now - timedelta(hours=1), "closes_at": now + timedelta(hours=1)}
    typed = {name: moment.strftime("%Y-%m-%dT%H:%M") for name, moment in moments.items()}
    people["officer-00"].send(desk + "registration/window/", kind="person", entry_list="units", **typed)
    sheet = a_file("list.csv", "姓名,单位\n" + "".join(f"{name},{unit}\n" for _number, name, unit, _score in rows))
    page = people["plant"].send(desk.removeprefix("/desk") + "register/?unit=plant", act="sheet", sheet=sheet)
    assert "已报名 3 人" in page


def taken_effect(by: Person, desk: str) -> None:
    """A result, weeks later, when its notice is over."""
    with clock.stopped_at(clock.now() + timedelta(days=20)):
        page = by.send(desk + "publications/1/effect/", document="澄工竞发〔2026〕7 号", **SIGN)
    assert "生效" in page


def answered(people: dict[str, Person]) -> None:
    """Each city says that its first comes; in the last one the first cannot, and the reserve is called and comes."""
    for order in range(len(CITIES)):
        city = people[f"officer-{order:02d}"]
        if order == len(CITIES) - 1:
            city.send(f"/desk/promoted/{a_seat(city)}/decline/", reason="工作安排冲突")
        assert "没有要确认的" in city.send(f"/desk/promoted/{a_seat(city)}/come/")


def a_seat(city: Person) -> str:
    """The one seat that waits for this city's word."""
    (seat,) = set(re.findall(r"/desk/promoted/(\d+)/come/", city.read("/desk/promoted/")))
    return str(seat)


def panelled(people: dict[str, Person]) -> dict[str, str]:
    """Ten people are nominated, invited and say yes; gives their seats."""
    province = people["province"]
    for name, kind in TEAM.items():
        province.send(FINAL + "panel/nominate/", username=name, kind=kind, qualification="高级考评员")
    province.send(FINAL + "panel/invite/")
    seats = {}
    for name in TEAM:
        (seats[name],) = set(re.findall(r"/desk/seats/(\d+)/", people[name].read("/desk/seats/")))
        people[name].send(f"/desk/seats/{seats[name]}/confirm/")
    typed = {f"keeper_{layer}": seats[f"e{layer}"] for layer in (1, 2, 3)}
    province.send(FINAL + "chain/settings/", layer_count=3, **typed)
    return seats


def drawn(people: dict[str, Person]) -> None:
    """Everybody checks in but one; three layers are drawn, each by its keeper alone; works are dealt to the five."""
    first = people["e1"]
    waiting = sorted(set(re.findall(r"check-in/(\d+)/note/present/", first.read(FINAL + "check-in/"))))
    assert len(waiting) == len(CITIES)
    for entry in waiting[1:]:
        first.send(FINAL + f"check-in/{entry}/note/present/")
    assert "缺考 1" in first.send(FINAL + "check-in/rest/")
    for layer in (1, 2, 3):
        keeper = people[f"e{layer}"]
        keeper.send(FINAL + f"chain/{layer}/freeze/", outs="")
        keeper.send(FINAL + f"chain/{layer}/draw/", **LOTS)


def sealed(people: dict[str, Person]) -> None:
    """Five judges seal a sheet for every work on their phones: the numbers are all that they see."""
    for at, name in enumerate(JUDGES):
        judge = people[name]
        page = judge.read("/desk/marking/pastry-final/main/works/")
        works = sorted(set(re.findall(r"/works/works/(\w+)/", page)))
        assert len(works) == len(CITIES) - 1
        assert not any(surname + given in page for surname in SURNAMES for given in GIVEN)
        ticket = judge.client.get("/desk/marking/ticket/").json()
        sheets = [
            {
                "competition": "pastry-final", "event": "main", "stage": "works", "work": work, "round": 1,
                "client": f"{name}-phone-{work}",
                "answers": {f"{one}//": str(most - 2 - order % 9 - at % 2) for one, most in MOST.items()},
            }
            for order, work in enumerate(works)
        ]  # fmt: skip
        answer = judge.client.post(
            "/desk/marking/send/", json.dumps({"sheets": sheets, "device": "phone", "waiting": len(sheets)}),
            content_type="application/json", headers={"X-CSRFToken": ticket["token"]},
        ).json()  # fmt: skip
        assert {one["outcome"] for one in answer["sheets"]} == {"sealed"}
        receipt = answer["sheets"][0]["receipt"]
        assert receipt in judge.read(f"/receipts/?receipt={receipt}")


def opened(people: dict[str, Person]) -> None:
    """The layers are opened from the last one back, each by its keeper in the presence of the supervisor."""
    for layer in (3, 2, 1):
        for name in (f"e{layer}", "s1"):
            people[name].send(FINAL + f"chain/{layer}/open/", **SIGN)


def test_fourteen_cities_send_people_on_and_the_province_s_result_takes_effect(people):
    province = people["province"]
    heats = [a_heat(people, order) for order in range(len(CITIES))]
    for order, desk in enumerate(heats):
        taken_effect(people[f"officer-{order:02d}"], desk)

    announced(province, code="pastry-final", title="西式面点·省决赛", host="federation", rulebook=rules("works"))
    sources = re.findall(r'name="sources" value="(\d+)"', province.read(FINAL + "promotion/new/"))
    assert len(sources) == len(CITIES)
    terms = {"quota": 1, "most_of_unit": 1, "reserves": 1, "ties": "none", "ripe_at": "in_effect", "confirm_hours": 72}
    province.send(FINAL + "promotion/new/", sources=sources, **terms)
    assert "已填 14 个来源的名单" in province.send(FINAL + "promotion/fill/")
    answered(people)

    panelled(people)
    drawn(people)
    sealed(people)
    people["j1"].read(FINAL + "runs/1/", status=403)
    opened(people)

    province.send(FINAL + "settle/")
    province.send(FINAL + "runs/1/publish/", **SIGN)
    public = Client()
    standings = "/competitions/pastry-final/main/standings/"
    assert "暂定" in public.get(standings, follow=True).content.decode()
    for name in ("checker", "second"):
        people[name].send(FINAL + "publications/1/check/", **SIGN)
    province.send(FINAL + "publications/1/notice/", days=5, **SIGN)
    early = province.client.post(FINAL + "publications/1/effect/", {"document": "澄工竞发〔2026〕8 号", **SIGN})
    assert early.status_code == 400 and "公示" in early.content.decode()
    taken_effect(province, FINAL)

    page = public.get(standings, follow=True).content.decode()
    assert "生效" in page and "澄工竞发〔2026〕7 号" in page
    assert sum(f"{surname}{given}" in page for surname in SURNAMES for given in GIVEN) == len(CITIES)
    assert f"{SURNAMES[13]}{GIVEN[1]}" in page and f"{SURNAMES[13]}{GIVEN[0]}" not in page
    assert "面点飘香工匠同台" in public.get("/competitions/pastry-final/main/blind/").content.decode()
