"""The door for people with a terminal."""
