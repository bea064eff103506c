"""Judges marks: sheets, sealing, corrections as new revisions."""
