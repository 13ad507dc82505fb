"""Personas, prompts and the house's data files."""
