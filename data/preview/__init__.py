"""What publishing would change, before anything does. Officers only."""
