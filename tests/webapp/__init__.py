"""Tests of what both web applications share."""
