"""The results sheet that the ceremony screens of WorldSkills read: their column headers, our published result."""

import re

import pyarrow as pa

from jiangong.foundation.sheets.harmless import harmless
from jiangong.organizations.models import Organization
from jiangong.organizations.rules import type_of_viewer
from jiangong.results.models import Publication
from jiangong.results.selectors import StandingLine, published_standings

HEADERS = (
    "Position", "Member", "Member Name", "Skill Number", "Medal", "First Name", "Last Name", "WorldSkills Scale Score",
)  # fmt: skip
MEDALS = {"gold": "Gold", "silver": "Silver", "bronze": "Bronze", "excellence": "Medallion for Excellence"}
SCALES = ("scale", "scale_700")
"""Names under which a rulebook computes the scale whose median is 700. It is never computed here."""
SURNAMES = frozenset(
    (*("欧阳", "太史", "端木", "上官", "司马", "东方", "独孤", "南宫", "万俟", "闻人", "夏侯", "诸葛", "尉迟", "公羊", "赫连"),
     *("澹台", "皇甫", "宗政", "濮阳", "公冶", "太叔", "申屠", "公孙", "慕容", "仲孙", "钟离", "长孙", "宇文", "司徒", "鲜于"),
     *("司空", "令狐", "百里", "呼延", "轩辕", "东郭", "西门"))
)  # fmt: skip
HAN = re.compile(r"[\u3400-\u9fff]{2,4}")


def ceremony_sheet(publication: Publication, *, viewer: type_of_viewer) -> pa.Table:
    """Everybody with a place in the last stage, the first at the top, as far as this viewer may read scores."""
    page = published_standings(publication, viewer=viewer)
    ranked = [line for line in page.lines if line.place]
    units = {line.unit for line in ranked}
    codes = dict(Organization.objects.filter(name__in=units).values_list("name", "code"))
    skill = publication.event.code or f"{publication.event.position + 1:02}"
    names = [column.name for column in page.columns]
    scale = next((name for name in SCALES if name in names), "")
    ranking = page.ranking.name if page.ranking else ""
    rows = []
    for line in ranked:
        first, last = split_name(line)
        score = line.score if ranking in SCALES else line.scores[names.index(scale)] if scale else ""
        medal = next((MEDALS.get(award.id, award.title.en) for award in line.awards), "")
        member = codes.get(line.unit, line.unit)
        rows.append((line.place, member, line.unit, skill, medal, first, last, score))
    columns = list(zip(*rows, strict=True)) or [()] * len(HEADERS)
    return pa.table(
        {
            name: pa.array([harmless(cell) for cell in cells], pa.string())
            for name, cells in zip(HEADERS, columns, strict=True)
        }
    )


def split_name(line: StandingLine) -> tuple[str, str]:
    """First and last name. A Chinese name begins with its surname of one sign, or of two where it is a known one; a name with
    a dot or of several words ends with it; what cannot be split stands whole as the last name.
    """
    name = (line.name or line.number).strip()
    if line.team and line.team == name:
        return "", name
    for mark in ("·", " "):
        if mark in name:
            first, _, last = name.rpartition(mark)
            return first.strip(), last.strip()
    if HAN.fullmatch(name):
        width = 2 if name[:2] in SURNAMES and len(name) > 2 else 1
        return name[width:], name[:width]
    return "", name
