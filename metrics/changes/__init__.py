"""What differs between two editions: figures, notes and words."""
