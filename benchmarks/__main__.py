"""`make bench`: every benchmark, one after the other."""

import sys

from benchmarks import rush, standings

sys.exit(standings.main([]) or rush.main([]))
