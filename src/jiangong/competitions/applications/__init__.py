"""Approval: a unit applies to hold a competition, and the application climbs the union tree."""
