"""From the outside world to source items: one kind of source, one way of reading it."""
