"""Slip codes may not be guessed: wrong tries are counted for the entry they are aimed at, never for whoever tries."""
