"""What an edition says to one reader. Pages and documents read the same, so they cannot differ."""
