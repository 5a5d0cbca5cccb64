"""From the store to an edition: protect, judge, audit, write, and point to it. Officers only."""
