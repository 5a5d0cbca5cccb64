"""Tests of the pages, with and without a browser."""
