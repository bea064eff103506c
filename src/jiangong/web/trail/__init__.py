"""The audit trail through pages, for auditors."""
