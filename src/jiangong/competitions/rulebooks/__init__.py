"""Rulebooks in the making: drafts, the forms that change them, trials, differences."""
