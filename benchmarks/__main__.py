"""`make bench`: every benchmark, one after the other."""

import sys

from benchmarks import roster, rush, standings

sys.exit(standings.main([]) or roster.main([]) or rush.main([]))
