"""What an edition says to one reader, and the documents that are made of it: slides, Word, PDF.

Below pages/, which read the same: what is said aloud, on the wall and on paper cannot differ.
"""
