"""Panels: who judges an event, who may not judge which entry, and which works each judge marks."""
