"""The newsroom: nine personas, evidence-bound drafts, and an editor who signs."""
