"""Pages that anybody may read: the programme, standings, reasons, rules and verification."""
