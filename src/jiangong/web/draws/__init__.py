"""Draws by lot, in public and on the desk."""
