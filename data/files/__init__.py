"""Files: written whole or not at all, by one at a time. Officers only; imports only schemas."""
