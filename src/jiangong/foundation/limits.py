"""How long a text may be. Databases differ in what they do with a longer one, so services ask here before they write."""

from collections.abc import Mapping
from functools import cache

from django.db.models import CharField, Model
from django.utils.translation import gettext as _

from jiangong.foundation.refusals import Declined

SHOWN = 12


@cache
def text_limits(model: type[Model]) -> Mapping[str, int]:
    """The longest text of each column that has a limit, by name."""
    fields = (field for field in model._meta.get_fields() if isinstance(field, CharField))
    return {field.name: field.max_length for field in fields if field.max_length}


def is_storable(text: str, limit: int) -> bool:
    """Whether a column of that limit takes the text: not too long, and without the NUL character, which no database takes."""
    return len(text) <= limit and "\0" not in text


def refuse_unstorable(*rows: Model) -> None:
    """Decline a row with a text that its table cannot hold, naming the text and the limit."""
    for row in rows:
        for name, limit in text_limits(type(row)).items():
            text = getattr(row, name)
            if isinstance(text, str) and not is_storable(text, limit):
                words = {"text": text[:SHOWN].replace("\0", "?"), "count": len(text), "limit": limit}
                raise Declined(_("“%(text)s…”有 %(count)s 个字，这里至多 %(limit)s 个字，也不能有控制字符。") % words)
