"""Registers the room with Django."""

import os
import sys

from django.apps import AppConfig


class ResultsConfig(AppConfig):
    """Runs, standings and publications."""

    name = "jiangong.results"
    label = "results"
    verbose_name = "成绩"

    def ready(self) -> None:
        """A server that forks settles in each of its processes with a database of that process."""
        os.register_at_fork(after_in_child=begin_anew)


def begin_anew() -> None:
    """Leave the parent's database alone, where the core has begun one; the core is not loaded for it."""
    engines = sys.modules.get("jiangong.core.scoring.engines")
    if engines is not None and engines.is_begun():
        engines.begin_anew()
