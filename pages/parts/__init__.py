"""What several pages show: chips, charts with their words, notes, sources."""
