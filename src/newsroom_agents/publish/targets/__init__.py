"""The places where a story can be published; each file offers one `PLUGIN`."""
