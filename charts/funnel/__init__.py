"""All councils beside ours, within the limits of chance."""
