"""Marks become standings."""
