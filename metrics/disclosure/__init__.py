"""Disclosure control: which numbers are hidden, which others protect them, and an attack that
tries to work them out."""
