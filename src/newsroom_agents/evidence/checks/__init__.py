"""The checks, one file each; `evidence.ground` finds and runs them."""
