"""The judge's sheet on a phone, the second person, sheets of paper, the chief judge's live desk, receipts."""
