"""Tests of the readers' web application, over real HTTP on loopback."""
