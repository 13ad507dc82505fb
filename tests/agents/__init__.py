"""The nine roles."""
