"""Administrators' pages of the catalogue."""
