"""Feeds, from bytes to items: RSS, Atom, RDF and JSON Feed, well-formed or not."""
