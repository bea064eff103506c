"""What was observed. Every inlet gives rows of one marks table."""
