"""Verdicts on one series: its trend, its level, and how sure they are."""
