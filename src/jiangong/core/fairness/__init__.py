"""Fairness raises flags, never scores: what a person should look at, in plain figures."""
