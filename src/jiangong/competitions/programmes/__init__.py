"""A programme as its officers keep it: words, tracks, rules of application, lists of a hundred, next year's copy."""
