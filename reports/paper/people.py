"""A share as people: 100 of them, of whom so many are filled. No axis, and no colour alone."""

from charts.theme import STROKES

ACROSS, WIDE, TALL = 25, 16, 26
HUNDRED = 100
_PERSON = "M4 11a4 4 0 0 1 8 0v12h-8z"


def people(share: float) -> str:
    """An SVG of 100 people; `share` (0 to 100) of them filled, the others outlines."""
    colour, filled = STROKES["ours"].colour, round(share)
    drawn = "".join(
        f'<g transform="translate({n % ACROSS * WIDE} {n // ACROSS * TALL})" '
        f'fill="{colour if n < filled else "#ffffff"}"><circle cx="8" cy="4" r="3"/>'
        f'<path d="{_PERSON}"/></g>'
        for n in range(HUNDRED)
    )
    size = ACROSS * WIDE, HUNDRED // ACROSS * TALL
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size[0]} {size[1]}" '
        f'width="{size[0]}" height="{size[1]}" stroke="{colour}" stroke-width="0.9">{drawn}</svg>'
    )
