"""Copies, events and signals, on our own invented reports."""
