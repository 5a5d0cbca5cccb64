"""Who is let in, as whom, and to what. It stands before the pages and knows none of them."""
