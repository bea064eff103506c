"""Venues with their workstations, and when and where what takes place."""
