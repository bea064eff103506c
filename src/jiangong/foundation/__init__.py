"""The floor we stand on: audit trail, clock, jobs, files. No contest word in it."""
