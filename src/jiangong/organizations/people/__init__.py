"""The workers of every unit: their facts, entered once with source and date; what may be shown of them; what they ask for."""
