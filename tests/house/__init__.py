"""The house rules that linters do not know."""
