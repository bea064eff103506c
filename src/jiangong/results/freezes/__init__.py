"""What the public does not see yet of a result."""
