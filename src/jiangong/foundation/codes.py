"""Short codes that people read aloud and copy by hand, such as `K7F3-92QD`."""

import base64

LETTERS = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "ABCDEFGHJKMNPQRSTVWXYZ0123456789")
# What a hand may write instead: the letters that the alphabet leaves out stand for the sign they resemble.
LOOK_ALIKES = str.maketrans("OILU", "011V", "- 　－—")


def short_code(digest: bytes) -> str:
    """Eight of 32 signs (40 bits) from the first five bytes, in two groups of four."""
    signs = base64.b32encode(digest[:5]).decode().translate(LETTERS)
    return f"{signs[:4]}-{signs[4:]}"


def as_meant(code: str) -> str:
    """A code that somebody typed: capitals, no hyphens or spaces, look-alikes resolved. For comparing only."""
    return code.upper().translate(LOOK_ALIKES)
