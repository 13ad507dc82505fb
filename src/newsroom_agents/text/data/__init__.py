"""Word lists that the text functions read on first use."""
