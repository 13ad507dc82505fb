"""Kinds of sources, one file each; a file with a constant `PLUGIN` adds one."""
