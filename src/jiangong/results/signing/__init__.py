"""Signatures under what is published."""
