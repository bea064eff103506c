"""Panels: who judges an event, as those who run it see it, and as a judge sees the own seat."""
