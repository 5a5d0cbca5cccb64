"""What officers see: adding extracts, and their history. It may read the store; pages/ may not."""
