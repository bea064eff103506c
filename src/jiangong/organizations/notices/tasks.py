"""Work that a timer does for the notices."""

from jiangong.organizations.notices.services import send_due_notices


def deliver() -> tuple[int, int]:
    """Try what is due; how many went out and how many did not."""
    return send_due_notices()
