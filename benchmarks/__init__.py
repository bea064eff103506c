"""Commands that print ratios measured in one run. Exit status 0, whatever falls short."""
