"""Hearth, a customer community."""
