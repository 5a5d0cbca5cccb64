"""What tells people that there are newer figures: letters, a feed and a calendar, as files in a
folder that the council's own job sends. Nothing leaves by itself."""
