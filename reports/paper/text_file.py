"""A document as plain text, to be read aloud: a line a sentence."""

import re

from reports.paper.document import Bullets, Document, Heading, Paragraph


def text(document: Document) -> bytes:
    """The words of a document as UTF-8; pictures are left out, for what they show is in words."""
    lines = [document.title, *document.subtitle]
    for block in document.blocks:
        if isinstance(block, Heading):
            lines += ["", block.text]
        elif isinstance(block, Paragraph):
            lines.append(block.text)
        elif isinstance(block, Bullets):
            lines += block.items
    ended = (line if not line or line[-1] in ".?!:" else f"{line}." for line in lines)
    spoken = (re.sub(r"(?<=[.?!]) (?=[A-Z])", "\n", line) for line in ended)
    return ("\n".join(spoken) + "\n").encode()
