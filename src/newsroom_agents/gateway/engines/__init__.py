"""Engines, one file each, found by their `PLUGIN` constant."""
