"""Draws by lot: the list is frozen and its fingerprint published first, the phrase is made in public afterwards."""
