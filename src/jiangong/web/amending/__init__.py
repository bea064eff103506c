"""Decisions that change a result: proposed, shown whole, signed, reversed."""
