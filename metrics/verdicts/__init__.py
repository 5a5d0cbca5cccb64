"""What may be said of one series: its trend, its level, and how sure that is."""
