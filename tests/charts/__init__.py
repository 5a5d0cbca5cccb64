"""Tests of charts, and the examples they draw."""
