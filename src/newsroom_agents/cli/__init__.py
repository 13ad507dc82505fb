"""The command line: translates between a terminal and the newsroom, and nothing else."""
