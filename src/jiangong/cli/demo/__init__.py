"""Fills a fictional province, so that a newcomer sees a working site. Everything is made by the services that officers use."""

from collections.abc import Callable
from pathlib import Path

from jiangong.cli.demo.home import fresh_demo_home
from jiangong.cli.demo.telling import Account, DemoSite, SlipShown

Progress = Callable[[int, int], None]


def fill_demo(
    *,
    gallery: Path,
    shared: Path | None,
    full: bool = False,
    tell: Callable[[str], None] = print,
    progress: Progress | None = None,
) -> DemoSite:
    """Fill an empty, migrated database; each line of the case table is told as its case is settled.

    Without `full` the largest sets show a few events. `progress(deeds done, deeds in all)` is called while the site is
    filled. Declined where the database holds a site.
    """
    from jiangong.cli.demo.filling import fill  # needs Django, which must not open before the home is laid fresh

    return fill(gallery=gallery, shared=shared, full=full, tell=tell, progress=progress)


__all__ = ["Account", "DemoSite", "SlipShown", "fill_demo", "fresh_demo_home"]
