"""`python -m jiangong`, the same as `jiangong`."""

import sys

from jiangong.cli import main

if __name__ == "__main__":
    sys.exit(main())
