"""The same nine jobs without a language model."""
