"""What the numbers mean: pure functions and frozen values. No files, no screen.

Anyone may import it; it imports only schemas.
"""
