"""What follows from sealed evidence: runs, standings, publications."""
