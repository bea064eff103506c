"""The fictional province: its federation, its cities, and the people who run its competitions."""

from dataclasses import dataclass

from jiangong.cli.demo.telling import Account
from jiangong.organizations.enums import Level, Role
from jiangong.organizations.models import Organization, User
from jiangong.organizations.services import appoint, enrol_user, found_federation, found_organization

PASSWORD = "jian-gong-2026"  # noqa: S105 - of accounts that exist only in the demo, and printed there
CITIES = (
    ("临澜市", "linlan", "Linlan"),
    ("云渡市", "yundu", "Yundu"),
    ("青溪市", "qingxi", "Qingxi"),
    ("麓川市", "luchuan", "Luchuan"),
    ("江桥市", "jiangqiao", "Jiangqiao"),
    ("白塘市", "baitang", "Baitang"),
    ("石浦市", "shipu", "Shipu"),
    ("兰汀市", "lanting", "Lanting"),
    ("银坪市", "yinping", "Yinping"),
    ("松台市", "songtai", "Songtai"),
    ("平沙市", "pingsha", "Pingsha"),
    ("南埠市", "nanbu", "Nanbu"),
    ("鹤鸣市", "heming", "Heming"),
    ("沧亭州", "cangting", "Cangting"),
)
COUNTIES = (("望潮县", "wangchao", "Wangchao"), ("竹溪区", "zhuxi", "Zhuxi"), ("石桥区", "shiqiao", "Shiqiao"))
TRADES = ("重工", "造船", "轨道车辆", "压力容器", "市政安装", "技师学院", "锅炉", "钢构", "石化检修", "管道工程")
POSTS = (
    ("admin", "系统管理员", Role.ADMINISTRATOR, ""),
    ("officer", "舒宁岩", Role.OFFICER, ""),
    ("checker", "祁书夏", Role.OFFICER, ""),
    ("second", "江望舒", Role.OFFICER, ""),
    ("auditor", "温景舟", Role.AUDITOR, ""),
    ("chief", "尹春帆", Role.CHIEF_JUDGE, ""),
    ("judge", "盛佳星", Role.JUDGE, ""),
    ("linlan", "支新星", Role.OFFICER, "linlan"),
    ("county", "骆知行", Role.OFFICER, "wangchao"),
    ("unit", "路远帆", Role.OFFICER, "linlan-重工"),
    ("security", "安全管理员", Role.SECURITY, ""),  # the last: from then on nobody else gives posts
)


@dataclass(frozen=True, slots=True)
class Province:
    """The tree and the people of the demo."""

    federation: Organization
    cities: dict[str, Organization]
    officer: User
    checker: User
    second: User
    people: dict[str, User]
    accounts: tuple[Account, ...]


def found_province() -> Province:
    """Found the federation, fourteen cities, some counties and enterprises, and enrol a person for each role."""
    federation = found_federation(
        "澄江省总工会（演示）", name_en="Chengjiang Federation of Trade Unions (demo)", is_demonstration=True
    )
    people = _enrolled(federation)
    cities = {}
    for name, code, english in CITIES:
        body = f"{name}总工会"
        officer = people["officer"]
        cities[code] = found_organization(
            body,
            under=federation,
            level=Level.CITY,
            by=officer,
            code=code,
            name_en=f"{english} Federation of Trade Unions",
        )
    _grow(cities, by=people["officer"])
    accounts = _posted(people, federation)
    return Province(federation, cities, people["officer"], people["checker"], people["second"], people, accounts)


def _enrolled(federation: Organization) -> dict[str, User]:
    """Enrol everybody; the administrator comes first and gives the officer the post that the tree grows by."""
    people: dict[str, User] = {}
    for username, name, _role, _code in POSTS:
        people[username] = enrol_user(username, name=name, password=PASSWORD, by=people.get("admin"))
        if username == "admin":
            appoint(people["admin"], organization=federation, role=Role.ADMINISTRATOR, by=None)
    appoint(people["officer"], organization=federation, role=Role.OFFICER, by=people["admin"])
    return people


def _posted(people: dict[str, User], federation: Organization) -> tuple[Account, ...]:
    accounts = []
    for username, _name, role, code in POSTS:
        place = Organization.objects.get(code=code) if code else federation
        if username not in ("admin", "officer"):
            appoint(people[username], organization=place, role=role, by=people["admin"])
        accounts.append(Account(username, PASSWORD, str(role.label), place.name))
    return tuple(accounts)


def _grow(cities: dict[str, Organization], *, by: User) -> None:
    """A few counties of the first city and two enterprises with a crew in each city."""
    first = cities["linlan"]
    for name, code, english in COUNTIES:
        found_organization(f"{name}总工会", under=first, level=Level.COUNTY, by=by, code=code, name_en=english)
    for at, (code, city) in enumerate(cities.items()):
        for trade in (TRADES[at % len(TRADES)], TRADES[(at + 3) % len(TRADES)]):
            name = f"{city.name[:2]}{trade}"
            plant = found_organization(f"{name}工会", under=city, level=Level.ENTERPRISE, by=by, code=f"{code}-{trade}")
            found_organization("一班", under=plant, level=Level.CREW, by=by, code=f"{code}-{trade}-1")
