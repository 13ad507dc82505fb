"""Engines and the parser of replies."""
