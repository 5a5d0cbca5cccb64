"""Workbooks and wide scorecards, made rows of an extract. Officers only."""
