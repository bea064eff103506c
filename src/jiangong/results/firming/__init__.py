"""What makes a published result firm: the rule of the competition, signatures, what holds it up, and where it was posted."""
