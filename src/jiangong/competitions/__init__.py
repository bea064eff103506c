"""What is contested: programme, track, competition, event, stage, entry, and the rulebook that they run by."""
