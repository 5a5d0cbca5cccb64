"""What arrives is checked here: a file becomes rows, or problems in the officer's words.

Officers only. It knows no store and no edition."""
