"""Boards: freezing, the big screen, the live board, one's own place, public data, keys and exports."""
