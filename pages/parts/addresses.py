"""The addresses of pages that other pages link to, of signing out, and of a part of About."""

HOME = "."
ACCESSIBILITY = "accessibility"
CHANGES = "changes"
CHOOSE = "choose"
COMMITMENTS = "commitments"
FIND = "find"
PRESENT = "present"
SIGN_OUT = "sign-out"
UNKNOWN = "unknown"
GROUPS = "groups"  # on the Overview
METHOD = "how-we-decide"  # on About; a browser's forms own the name 'method'
