"""Tests of the data the house ships with: demo wire, beats, stylebook, risk words, staff."""
