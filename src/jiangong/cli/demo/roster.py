"""The workers of the demo: made-up names in the rosters of its enterprises and crews, brought in as an officer would."""

from datetime import date, timedelta

from jiangong.cli.demo.diary import Diary
from jiangong.cli.demo.people import Province
from jiangong.organizations.enums import Level
from jiangong.organizations.models import Organization
from jiangong.organizations.people.enums import RequestKind
from jiangong.organizations.people.models import Worker
from jiangong.organizations.people.selectors import link_token
from jiangong.organizations.people.services import (
    ask_for,
    carry_on,
    check_roster,
    confirm_roster,
    issue_link,
    receive_roster,
    record_publication_ground,
)

SOME, MANY = 2_000, 100_000
ROSTERS, ASKED, LATER = 35, 14, 2  # days ago
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜谢邹喻柏水窦章云苏潘葛奚范彭郎"
FIRST = "明建国文志海晓玉春秀丽伟俊雅思雨子浩嘉静慧丹宏振立永新佳学成荣德"
SECOND = "芳强军霞涛燕杰娟磊洋艳勇敏鹏婷飞玲辉莉斌倩刚琳波颖龙洁峰萍宇梅"
TRADES = (
    "焊工",
    "钳工",
    "电工",
    "叉车司机",
    "起重装卸机械操作工",
    "车工",
    "管道工",
    "数控铣工",
    "工业机器人系统运维员",
    "质检员",
)
SKILLS = ("高级工", "中级工", "技师", "初级工", "高级工", "", "高级技师", "中级工", "学徒工", "技师", "")
EMPLOYMENTS = ("正式职工", "正式职工", "劳务派遣", "正式职工", "农民工", "正式职工", "灵活就业")
HEAD = "单位,工号,姓名,性别,出生日期,工种,技能等级,从业起始年份,用工形式,所获荣誉\n"
GROUND = "澄工竞发〔2026〕3 号第九条：获奖名单公布姓名和单位，报名时已告知（演示数据）"  # noqa: RUF001
WAITING = HEAD + (
    "linlan-重工,演示90001,岑佳禾,女,1991-03-08,焊工,技师,2012,正式职工,\n"
    "linlan-重工,演示90002,闻一川,男,1891-03-08,焊工,技师,2012,正式职工,\n"
    "没有的厂,演示90003,路知夏,女,1993-07-01,电工,高级工,2015,正式职工,\n"
    "linlan-重工,演示00001,,女,,,,,,\n"
    "linlan-重工,演示90004,阿依努尔•热合曼,女,1995-10-01,质检员,九级,2018,正式职工,\n"
)


def plan_workers(province: Province, diary: Diary, *, full: bool) -> None:
    """Write into the diary what becomes of the rosters: one carried over, a few requests, one that waits for its confirmation."""
    diary.write(ROSTERS, lambda: _bring(province, MANY if full else SOME))
    diary.write(ASKED, lambda: _ask(province))
    diary.write(LATER, lambda: _leave_waiting(province))


def _bring(province: Province, count: int) -> None:
    text = HEAD + "".join(_line(at, unit) for at, unit in zip(range(1, count + 1), _units(count), strict=True))
    data, by = text.encode("gb18030"), province.officer
    roster = receive_roster(province.federation, name="职工名册（演示数据）.csv", data=data, by=by, has_limit=False)  # noqa: RUF001
    check_roster(roster)
    carry_on(confirm_roster(roster, by=by))
    some = Worker.objects.order_by("pk").values_list("pk", flat=True)[:200]
    record_publication_ground(province.federation, workers=list(some), words=GROUND, by=by)


def _units(count: int) -> list[str]:
    """Enterprises and crews in turn, in stretches as a real roster has them."""
    codes = list(
        Organization.objects.filter(level__in=[Level.ENTERPRISE, Level.CREW])
        .order_by("path")
        .values_list("code", flat=True)
    )
    return [codes[at * len(codes) // count] for at in range(count)]


def _line(at: int, unit: str) -> str:
    """One made-up person; strides without a common divisor keep the columns from marching in step."""
    name = (
        SURNAMES[at * 7 % len(SURNAMES)]
        + FIRST[at * 11 % len(FIRST)]
        + (SECOND[at * 13 % len(SECOND)] if at % 5 else "")
    )
    born = date(1966, 1, 1) + timedelta(days=at * 7919 % 14_000)
    since = born.year + 16 + at % 6
    honours = "市技术能手" if at % 97 == 0 else ""
    facts = (
        TRADES[at % len(TRADES)],
        SKILLS[at % len(SKILLS)],
        str(since),
        EMPLOYMENTS[at % len(EMPLOYMENTS)],
        honours,
    )
    return ",".join((unit, f"演示{at:05d}", name, "女" if at % 3 == 0 else "男", born.isoformat(), *facts)) + "\n"


def _ask(province: Province) -> None:
    """What some workers ask about their own records."""
    first, second, third = Worker.objects.order_by("path", "number")[:3]
    ask_for(first, kind=RequestKind.CORRECT, fact="skill", wanted="technician", words="今年 9 月已取得技师证书")
    ask_for(second, kind=RequestKind.CORRECT, fact="trade", wanted="数控车工", words="转岗")
    ask_for(third, kind=RequestKind.DELETE, words="已退休，不再参加竞赛")


def _leave_waiting(province: Province) -> None:
    data = WAITING.encode()
    roster = receive_roster(province.cities["linlan"], name="新进职工（演示数据）.csv", data=data, by=province.officer)  # noqa: RUF001
    check_roster(roster)


def a_personal_link(province: Province) -> str:
    """The address of the own page of one worker, to try it."""
    worker = Worker.objects.order_by("path", "number").select_related("organization").first()
    assert worker is not None
    return f"/me/enter/{link_token(issue_link(worker, by=province.officer))}/"
