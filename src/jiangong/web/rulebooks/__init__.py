"""Rulebooks in the making, as officers see them."""
