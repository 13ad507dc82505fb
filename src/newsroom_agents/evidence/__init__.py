"""Code that decides for every sentence whether what it cites carries it."""
