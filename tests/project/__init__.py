"""Tests of the project's own shape."""
