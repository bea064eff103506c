"""The list to sign in words: what the core compares, who goes on by it, and whatever other rooms add."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from jiangong.competitions import selectors as competitions
from jiangong.results.amendments.places import ABOVE, PROMOTION, STANDINGS
from jiangong.results.promotion.enums import SeatState
from jiangong.results.promotion.selectors import links_from
from jiangong.web.officer.changes import ChangeTold, Consequences, Words, severity
from jiangong.web.templatetags.jg import figure, say


def told_lines(event: Any, lines: Iterable[Any]) -> Consequences:
    """The lines of a preview, or of a signed decision, as an officer reads them."""
    listed = sorted(lines, key=severity)
    words = Words(event, set())
    uppers = _uppers(event)
    rows = [_told(words, uppers, line) for line in listed]
    return Consequences(tuple(rows), tuple(Counter(row.what for row in rows).items()))


def told_changes(event: Any, changes: Iterable[Any]) -> list[tuple[str, str]]:
    """What is put in, in words: whose which mark, and what it becomes."""
    rules = competitions.rulebook_of(event)
    titles = {(stage.id, code): say(one.title) for stage in rules.stages for code, one in stage.criteria.items()}
    states = {code: say(state.title) for code, state in rules.states.items()}
    return [
        (
            _("、").join(filter(None, [titles.get((one.stage, one.criterion), one.criterion), one.item, one.source])),
            _("撤回这条评分") if one.is_withdrawn else figure(one.value) or states.get(one.state, one.state),
        )
        for one in changes
    ]


def _told(words: Words, uppers: dict[str, Any], line: Any) -> ChangeTold:
    if line.source == STANDINGS:
        stage = words.stages.get(line.stage, line.stage) if len(words.stages) > 1 else ""
        before, after = words.value(line.kind, line.before), words.value(line.kind, line.after)
        return ChangeTold(line.entry, line.name, stage, words.kind(line.kind), before, after, line.unit)
    if line.source == ABOVE and line.event in uppers:
        upper = uppers[line.event]
        theirs = Words(upper, set())
        what = _("%(title)s：%(what)s") % {"title": upper.spoken_title, "what": theirs.kind(line.kind)}
        before, after = theirs.value(line.kind, line.before), theirs.value(line.kind, line.after)
        return ChangeTold(line.entry, line.name, "", what, before, after, line.unit)
    if line.source == PROMOTION:
        upper = uppers.get(line.event)
        title = upper.spoken_title if upper else line.event
        what = _("晋级：%(title)s") % {"title": title}
        before, after = _seat(line.before), _seat(line.after)
        return ChangeTold(line.entry, line.name, "", what, before, after, line.unit, _note(line))
    return ChangeTold(line.entry, line.name, line.stage, line.kind, line.before, line.after, line.unit, line.note)


def _seat(state: str) -> str:
    if state == "kept":
        return _("保留晋级")
    return str(SeatState(state).label) if state in SeatState.values else "–"


def _note(line: Any) -> str:
    if line.note == "replay":
        return _("上一级赛项须重赛，其成绩暂缓生效")
    if line.note == "carried":
        return _(
            "上一级赛项已有评分：取消其成绩，变化列在下面；签字人无权办理上一级赛项的，其成绩暂缓生效，由其管理员处理"
        )
    if line.note == "panel":
        return _("上一级赛项已有评分，其成绩暂缓生效，由其裁判组决定补入还是保留递补")
    return _("上一级赛项已有评分，其成绩暂缓生效，须处理") if line.note == "marked" else ""


def _uppers(event: Any) -> dict[str, Any]:
    """Every event to which people go on from here, at any height, by its address."""
    found: dict[str, Any] = {}
    waiting = [link.upper for link in links_from(event)]
    while waiting:
        upper = waiting.pop()
        if _address(upper) not in found:
            found[_address(upper)] = upper
            waiting += [link.upper for link in links_from(upper)]
    return found


def _address(event: Any) -> str:
    return f"{event.competition.code}/{event.slug}"
