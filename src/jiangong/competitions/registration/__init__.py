"""Registration: who may enter an event, who has a place, who waits, who withdrew."""
