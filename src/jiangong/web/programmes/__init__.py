"""The officers' pages of programmes, tracks and managed lists."""
