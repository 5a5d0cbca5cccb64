"""Tests of the commands an officer types."""
