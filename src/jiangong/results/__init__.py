"""What follows: runs, standings, publications."""
