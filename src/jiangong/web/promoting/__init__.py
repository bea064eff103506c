"""Going on, through pages: links of an event on both sides, seats, answers by the unit and by the worker's own slip."""
