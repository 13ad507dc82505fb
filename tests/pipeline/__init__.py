"""The flows and their steps."""
