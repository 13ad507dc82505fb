"""The commands, called as a user calls them."""
