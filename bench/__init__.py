"""Measuring what is promised."""
