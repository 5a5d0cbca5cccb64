"""Where the words of a chart stand, and how wide they are."""
