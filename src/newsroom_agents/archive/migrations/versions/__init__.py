"""One module per version of the archive, numbered."""
