"""Writes of the results: runs are settled, publications made and firmed up."""

from jiangong.results.services.publications import (
    check_publication,
    post_public_notice,
    publish_run,
    put_in_effect,
    step_back,
)
from jiangong.results.services.runs import settle_event, sweep

__all__ = [
    "check_publication",
    "post_public_notice",
    "publish_run",
    "put_in_effect",
    "settle_event",
    "step_back",
    "sweep",
]
