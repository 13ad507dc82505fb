"""The papers: typed content handed from desk to desk, and nothing else."""
