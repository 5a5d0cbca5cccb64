"""Present: the slides on the screen, and what stands on each."""
