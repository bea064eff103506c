"""Live boards and reveals of published results."""
