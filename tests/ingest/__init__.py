"""Tests of files that arrive."""
