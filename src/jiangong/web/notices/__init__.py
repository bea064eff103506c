"""Notices to people, and the suggestion box."""
