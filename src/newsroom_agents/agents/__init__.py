"""The nine roles: a brief in, a reply asked for, a paper out."""
