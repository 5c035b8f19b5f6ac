"""Boundary editions: which area a point lies in."""
