"""The site's settings with the bare view among its addresses."""

from jiangong.config.settings import *  # noqa: F403

ROOT_URLCONF = "benchmarks.bare_urls"
