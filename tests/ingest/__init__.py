"""Intake, through real folders."""
