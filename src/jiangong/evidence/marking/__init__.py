"""Marking: the judge's sheet as it is filled in, sealed with a receipt, entered twice where the rule says so, and watched."""
