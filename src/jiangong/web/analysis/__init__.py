"""Counts of competitions and entries, as officers see them."""
