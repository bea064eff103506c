"""Chooses between the Chinese and the English of what people wrote."""

from django.utils.translation import get_language

from jiangong.core.problems import Language, Text


def language() -> Language:
    """The core's name for the language that the reader chose: `zh` unless it is English."""
    return "en" if (get_language() or "").startswith("en") else "zh"


def said(text: Text) -> str:
    """A text of the core in the reader's language."""
    return text.say(language())


def spoken(chinese: str, english: str) -> str:
    """Words that stand in two fields of a row, in the reader's language; the other where one is empty."""
    return said(Text(chinese, english))
