"""Tests of the evidence checks."""
