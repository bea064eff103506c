"""`make bench`: every benchmark, one after the other."""

import sys

from benchmarks import standings

sys.exit(standings.main([]))
