"""What a chart shows, before anybody draws it: series, axis, words, table."""
