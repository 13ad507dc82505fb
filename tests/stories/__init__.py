"""Stories end to end: a wire in, a page out, through the command line."""
