"""Tags and filters of the site: glyphs, the core's two-language texts, dates and fingerprints in the house style."""

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, pgettext

from jiangong.core.scoring.tables import CHINESE
from jiangong.web import glyphs

register = template.Library()

MINUS = "−"
JUDGE = re.compile(r"J\d+")
"""The codes under which panels seat their judges."""


@register.simple_tag
def sprite() -> SafeString:
    """The sheet of all glyphs, once a page. The drawings are ours, so they are safe."""
    return mark_safe(glyphs.sprite())  # noqa: S308


@register.simple_tag
def glyph(name: str) -> SafeString:
    """A glyph beside a word. It is hidden from screen readers: the word says it."""
    return mark_safe(glyphs.use(name))  # noqa: S308


@register.filter
def say(text: Any) -> str:
    """A two-language text in the language of the page; a plain string as it is."""
    if text is None:
        return ""
    if hasattr(text, "say"):
        return str(text.say("en" if (get_language() or "").startswith("en") else "zh"))
    return str(text)


@register.filter
def spoken(thing: Any, field: str = "title") -> str:
    """A field that has an English twin (field_en), in the language of the page."""
    if thing is None:
        return ""
    english = getattr(thing, f"{field}_en", "") if (get_language() or "").startswith("en") else ""
    return str(english or getattr(thing, field, ""))


@register.filter
def full_title(event: Any) -> str:
    """An event under its competition; an event that repeats the competition's name, or has no other, says it once."""
    whole, part = event.competition.spoken_title, event.spoken_title
    return str(part) if part.startswith(whole) else f"{whole}·{part}"


@register.filter
def column_title(name: str | None) -> str:
    """A column under the name that stands in a Chinese file, with the English one behind it."""
    known = {english: chinese for chinese, english in CHINESE.items()}.get(name or "")
    return f"{known} {name}" if known and not (get_language() or "").startswith("en") else name or ""


@register.filter
def title_parts(text: str) -> list[str]:
    """A Chinese title in the parts between which a line may break; words of other scripts stay one part."""
    if not re.search(r"[\u4e00-\u9fff]", text):
        return [text]
    return [part for part in re.split(r"(?<=[，、；])|\s+", text) if part]


@register.filter
def figure(value: Any) -> str:
    """A number as the house writes it: a true minus sign; commas only in counts above 9,999."""
    if isinstance(value, int) and abs(value) > 9999:
        return f"{value:,}".replace("-", MINUS)
    written = "" if value is None else str(value)
    return re.sub(r"^-(?=\d)", MINUS, written)


@register.filter
def day(value: dt.date | dt.datetime | None) -> str:
    """7 月 24 日; with the year when it is not this one."""
    return _written(value, pgettext("date format", "n 月 j 日"), pgettext("date format", "Y 年 n 月 j 日"))


@register.filter
def moment(value: dt.datetime | None) -> str:
    """7 月 24 日 14:30; with the year when it is not this one."""
    return _written(value, pgettext("date format", "n 月 j 日 H:i"), pgettext("date format", "Y 年 n 月 j 日 H:i"))


@register.filter
def last_day(value: dt.datetime | None) -> str:
    """The last day before an end: what ends at midnight lasts through the day before."""
    return "" if value is None else day(value - dt.timedelta(seconds=1))


@register.filter
def until(value: dt.datetime | None) -> str:
    """12 月 1 日 24:00: an end as people say it, never the first minute of a day on which nothing can be done any more."""
    if value is None or f"{_local(value):%H:%M:%S}" != "00:00:00":
        return moment(value)
    return moment(value - dt.timedelta(minutes=1)).replace("23:59", "24:00")


@register.filter
def exact_moment(value: dt.datetime | None) -> str:
    """7 月 24 日 14:30:05: where a second may decide."""
    return "" if value is None else f"{moment(value)}:{_local(value):%S}"


@register.filter
def weekday(value: dt.date | dt.datetime | None) -> str:
    """星期五."""
    return "" if value is None else date_format(_local(value), "l", use_l10n=False)


@register.filter
def month_weekday(value: dt.date | None) -> str:
    """7 月 周一, under the large figure of a day."""
    return (
        ""
        if value is None
        else date_format(value, pgettext("date format", "n 月 D"), use_l10n=False).replace("星期", "周")
    )


@register.filter
def grouped(value: str | None, length: int = 16) -> str:
    """The first figures of a fingerprint in groups of four."""
    start = (value or "")[:length]
    return " ".join(start[i : i + 4] for i in range(0, len(start), 4))


@register.filter
def judged_by(head: str) -> str:
    """The head of a column of marks: a judge's code says whose it is, any other head stands as it is."""
    return gettext("评委 %(code)s") % {"code": head} if JUDGE.fullmatch(head) else head


@register.filter
def item(mapping: Mapping[str, Any] | None, key: str) -> Any:
    """The value under a key, or nothing."""
    return (mapping or {}).get(key, "")


@register.filter
def state_title(rulebook: Any, code: str) -> str:
    """What the rules call a state."""
    state = rulebook.states.get(code)
    return say(state.title) if state else code


@register.filter
def award_titles(rulebook: Any, row: Mapping[str, str]) -> str:
    """The awards of a line of the standings, by their titles."""
    known = {award.id: say(award.title) for award in rulebook.stage(row["stage"]).awards}
    return "、".join(known.get(one, one) for one in row["award"].split(";") if one)


@register.simple_tag(takes_context=True)
def query(context: template.Context, **changes: Any) -> str:
    """The page's own query string with some parameters changed; an empty value removes one, and paging starts anew."""
    parameters = context["request"].GET.copy()
    if "page" not in changes:
        parameters.pop("page", None)
    for name, value in changes.items():
        parameters.pop(name, None)
        if value not in (None, ""):
            parameters[name] = str(value)
    return "?" + parameters.urlencode()


@register.filter
def mark_query(key: Any) -> str:
    """What identifies a mark, as a query string."""
    return urlencode(key._asdict())


@register.filter
def mark_inputs(key: Any) -> SafeString:
    """What identifies a mark, as hidden fields of a form."""
    pair = '<input type="hidden" name="{}" value="{}">'
    return format_html_join("", pair, key._asdict().items())


@register.simple_tag
def medal(place: Any, words: str) -> SafeString:
    """The disc of one of the first three places."""
    return format_html('<span class="jg-medal jg-medal--{}" role="img" aria-label="{}">{}</span>', place, words, place)


def _written(value: dt.date | dt.datetime | None, short: str, long: str) -> str:
    """A date by the short form in this year and by the long form in any other."""
    if value is None:
        return ""
    local = _local(value)
    return date_format(local, short if local.year == timezone.localdate().year else long, use_l10n=False)


def _local(value: dt.date | dt.datetime) -> dt.date | dt.datetime:
    """The moment on the site's own clock."""
    if isinstance(value, dt.datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value
