"""How competitions spread over tracks, places, industries and kinds: counts of competitions and entries, never of people's use."""
