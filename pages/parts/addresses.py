"""The addresses of pages that other pages link to, of signing out, and of a part of About."""

from urllib.parse import quote

from schemas.declared import Strategy

HOME = "."
ACCESSIBILITY = "accessibility"
BODY = "body"
CHANGES = "changes"
CHOOSE = "choose"
COUNCIL = "council"  # in an address, the council that a measure's page is turned to
COMMITMENTS = "commitments"
FIND = "find"
FRAMEWORK = "framework"  # in an address, the headings that the overview is set out by
PRESENT = "present"
STRATEGY = "strategy"  # in an address, the strategy whose pages are read
SIGN_OUT = "sign-out"
UNKNOWN = "unknown"
GROUPS = "groups"  # on the Overview
METHOD = "how-we-decide"  # on About; a browser's forms own the name 'method'


def address_of_strategy(strategy: Strategy, page: str = HOME) -> str:
    """The address of a page as that strategy shows it: '.?strategy=nottinghamshire-2018-2021'."""
    return f"{page}{'&' if '?' in page else '?'}{STRATEGY}={quote(strategy.id)}"
