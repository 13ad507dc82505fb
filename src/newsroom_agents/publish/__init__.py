"""Publishing: the article page, the bundle a reader can verify, the site, the feeds."""
