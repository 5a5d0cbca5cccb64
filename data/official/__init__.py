"""The departments' own files: recognised by their columns, and translated into our extract.

Officers only. One TOML for each kind of file stands beside the code."""
