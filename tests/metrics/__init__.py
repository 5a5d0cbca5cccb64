"""Tests of measures, sentences and disclosure."""
