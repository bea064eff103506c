"""How a name is written: one spelling for what people type in several ways, and signs that no name holds.

Rosters are spelled by columns (`statements.NAME`), the counter one name at a time (`spelled`); a test holds that both agree.
"""

import re
import unicodedata

# Minority names are written with a middle dot, GB/T 2312's U+00B7; keyboards and fonts offer these instead.
DOTS = "•‧∙⋅・･．・⸱ᐧ●˙▪"  # noqa: RUF001
DOT = "·"
SPACES = r"\s\x{3000}\x{A0}"
# Seen by nobody, so nobody can mend them: they are left out. Joiners stay, because some scripts need them.
UNSEEN = r"[\x{AD}\x{200B}\x{200E}\x{200F}\x{202A}-\x{202E}\x{2060}\x{2066}-\x{2069}\x{FEFF}]"
BETWEEN_HAN = r"(\p{Han})[.。｡](\p{Han})"  # noqa: RUF001 - 阿依古丽.买买提
FAULTS = {
    # private use, controls, the sign for what could not be read
    "name_odd": r"[\x00-\x1F\x7F\x{E000}-\x{F8FF}\x{F0000}-\x{10FFFD}\x{FFFD}]",
    # what an export puts in place of a rare character, or over a masked one
    "name_lost": r"[?？□■◻▯*＊]",  # noqa: RUF001
    # what only a formula, an address or a tag would hold
    "name_sign": r"[=＝@＠<>|\"\\]|^[-+＋－]",  # noqa: RUF001
}
"""Signs that no name holds, by the code of the sentence that says so."""

_HAN = (
    r"[\u2E80-\u2FDF\u3005\u3007\u3021-\u3029\u3038-\u303B\u3400-\u4DBF\u4E00-\u9FFF\uF900-\uFAFF\U00020000-\U0003FFFF]"
)


def _python(pattern: str) -> re.Pattern[str]:
    """A pattern of DuckDB's as one of Python's."""
    pattern = re.sub(r"\\x\{([0-9A-F]+)\}", lambda found: re.escape(chr(int(found[1], 16))), pattern)
    return re.compile(pattern.replace(r"\p{Han}", _HAN))


_UNSEEN, _BETWEEN_HAN = _python(UNSEEN), _python(BETWEEN_HAN)
_FAULTS = {code: _python(pattern) for code, pattern in FAULTS.items()}
_SPACE = _python(f"[{SPACES}]+")
_ALL_HAN = re.compile(rf"(?:{_HAN}|\s|\u3000|\xa0)+")


def spelled(name: str) -> str:
    """The name with one spelling: no spaces between Chinese characters, one middle dot, composed characters, nothing unseen."""
    text = _SPACE.sub(" ", _UNSEEN.sub("", name)).strip()
    text = text.replace(" ", "") if _ALL_HAN.fullmatch(text) else text
    text = unicodedata.normalize("NFC", text).translate(dict.fromkeys(map(ord, DOTS), DOT))
    return _BETWEEN_HAN.sub(rf"\1{DOT}\2", re.sub(f" ?{DOT} ?", DOT, text))


def fault_of_name(name: str) -> str:
    """The code of what keeps a text from being a name; empty where nothing does."""
    return next((code for code, pattern in _FAULTS.items() if pattern.search(name)), "")
