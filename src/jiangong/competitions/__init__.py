"""What is contested: programme, track, competition, event, stage, entry, rulebook versions."""
