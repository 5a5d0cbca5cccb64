"""The store: every count as it arrived, with its provenance. Officers only; nothing is erased."""
