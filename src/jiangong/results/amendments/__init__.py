"""Consequences before commitment: what a decision would change is one list to sign, and what is signed is what is done."""
