"""The audit trail as an auditor reads it: by scope, in plain words, without the names that a blind contest hides."""
