"""What the wire says taken together: copies, events, and what makes them news."""
