"""The house's memory: snapshots, papers, queue, journal, search, editors, publications."""
