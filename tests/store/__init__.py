"""Tests of the store, on full disks and under kills too."""
