"""The identity number (GB 11643) outside of a roster: what is wrong with one that somebody typed."""

from datetime import date

from jiangong.organizations.people.statements import CHECK_SIGNS, WEIGHTS


def check_sign(digits: str) -> str:
    """The eighteenth sign that belongs to seventeen digits."""
    return CHECK_SIGNS[sum(weight * int(digit) for weight, digit in zip(WEIGHTS, digits, strict=True)) % 11]


def fault_of(identity: str) -> str:
    """The code of what is wrong, as rosters use it; empty for a number that can be one."""
    body = identity[:17]
    if (
        len(identity) != 18
        or not (body.isascii() and body.isdigit())
        or identity[0] == "0"
        or identity[17] not in CHECK_SIGNS
    ):
        return "identity_shape"
    try:
        date(int(body[6:10]), int(body[10:12]), int(body[12:14]))
    except ValueError:
        return "identity_shape"
    return "" if check_sign(body) == identity[17] else "identity_check"
