"""Extract, store, publish, edition: the one road from a file to what a page may show.

Viewers' pages may import data.editions and nothing else from here.
"""
