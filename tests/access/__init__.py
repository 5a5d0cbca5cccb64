"""Who is let in, as whom, and to what."""
