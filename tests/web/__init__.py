"""Tests of the door to the network, all on loopback."""
