"""The addresses of pages that other pages link to, and of a part of About."""

HOME = "."
ACCESSIBILITY = "accessibility"
CHANGES = "changes"
CHOOSE = "choose"
COMMITMENTS = "commitments"
FIND = "find"
PRESENT = "present"
UNKNOWN = "unknown"
METHOD = "how-we-decide"  # on About; a browser's forms own the name 'method'
