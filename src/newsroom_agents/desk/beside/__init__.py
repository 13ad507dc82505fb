"""What stands beside the queue: leads, sources, staff, what is published, spend, honesty."""
