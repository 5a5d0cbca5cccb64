"""Quarters within the limits of their own history (XmR)."""
