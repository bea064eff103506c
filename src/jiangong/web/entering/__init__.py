"""Pages of registration: the window, the counter, the list, the slip, the calendar."""
