"""Workers: the roster of a unit for its officers, and everybody's own page."""
