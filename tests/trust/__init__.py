"""The cases of what must never happen, each named after its number."""
