"""Pages, from bytes to an article: title, text, authors, time, language, paywall."""
