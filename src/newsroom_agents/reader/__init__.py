"""The readers' web application: the released pages, and what a reader's level opens in them."""
