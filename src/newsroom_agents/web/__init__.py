"""The only door to the network: which addresses may be spoken to, and how."""
