"""The check-in desk, the blind chain, and rehearsals."""
