"""`make bench`: every benchmark, one after the other."""

import sys

from benchmarks import boards, roster, rush, standings

sys.exit(standings.main([]) or roster.main([]) or rush.main([]) or boards.main([]))
