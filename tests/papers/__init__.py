"""Papers of every released version, as JSON."""
