"""Tests of the plain functions on strings."""
