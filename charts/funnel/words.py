"""What a funnel says: what to read it with, its text alternative, and its figures as a table."""

from collections.abc import Iterator

from charts.funnel.model import Funnel, SizedCouncil
from charts.model.build import INVENTED
from charts.model.words import figure
from charts.theme import STROKES
from metrics.sentences import number
from schemas.declared import Unit

CHANCE = 0.05  # of councils that are outside the 95 % limits for no reason
LINES = (
    "95 in 100 councils like {} would be between the dashed lines, and 998 in 1,000 between the "
    "outer lines."
)
WHERE = {
    2: "above the outer lines",
    1: "above the dashed lines",
    0: "between the dashed lines",
    -1: "below the dashed lines",
    -2: "below the outer lines",
}
MEANING = (
    "chance and a council's ordinary ups and downs could explain how far it is from {}",
    "chance and ordinary ups and downs would put only 1 in 20 councils that far from {}",
    "chance and ordinary ups and downs would put only 2 in 1,000 councils that far from {}",
)


def funnel_notes(funnel: Funnel) -> tuple[str, ...]:
    """What to read a funnel with, a plain sentence or two each."""
    return tuple(_notes(funnel))


def funnel_alt(funnel: Funnel) -> str:
    """The picture in a few sentences, for someone who cannot see it."""
    ours = funnel.ours
    opening = "Invented figures – " if funnel.illustrative else ""
    own = f"{ours.name}: {_figure(funnel, ours.value)}, out of {_size(ours)}."
    beside = f"{funnel.reference_name}: {_figure(funnel, funnel.reference)}."
    sentences = [f"{opening}{funnel.title.rstrip('.')}.", own, beside]
    if funnel.grid:
        sentences.append(f"{ours.name} is {WHERE[funnel.outside_limits(ours)]}.")
    if funnel.grid and funnel.others:
        above, below = _outside(funnel)
        councils = len(funnel.councils)
        sentences.append(
            f"Of {councils:,} councils with a figure, {_are(above)} above the dashed lines and "
            f"{_are(below)} below them."
        )
    return " ".join(sentences)


def funnel_rows(funnel: Funnel) -> list[dict[str, str]]:
    """One row a council, ours among them, from the highest figure to the lowest."""
    ordered = sorted(funnel.councils, key=lambda c: (-c.value, c.name))
    head = f"Figure ({funnel.unit})" if _per(funnel.unit) else "Figure"
    more = {"Invented": "yes"} if funnel.illustrative else {}
    return [
        {
            "Council": c.name,
            head: figure(c.value, funnel.unit, funnel.decimals),
            "Out of": _size(c),
            **more,
        }
        for c in ordered
    ]


def _notes(funnel: Funnel) -> Iterator[str]:
    if funnel.others:
        yield (
            f"Each {STROKES['neighbours'].name} dot is a council; the large {STROKES['ours'].name} "
            f"dot is {funnel.ours.name}. The further right a dot is, the larger the council, and "
            "the less chance alone can move its figure."
        )
    if funnel.grid:
        yield LINES.format(funnel.reference_name)
        beyond = funnel.outside_limits(funnel.ours)
        meaning = MEANING[abs(beyond)].format(funnel.reference_name)
        yield f"{funnel.ours.name} is {WHERE[beyond]}: {meaning}."
    if funnel.grid and funnel.others:
        yield _looks(funnel)
    if funnel.illustrative:
        yield INVENTED


def _looks(funnel: Funnel) -> str:
    """How many are outside the lines, beside how many chance alone would put there."""
    above, below = _outside(funnel)
    councils = len(funnel.councils)
    expected = number(CHANCE * councils, 0)
    about = f"about {expected}" if expected != "0" else "most likely none"
    both = f": {above} above and {below} below" if above and below else ""
    return (
        f"Of {councils:,} councils with a figure, {about} would be outside the dashed lines by "
        f"chance alone; {_are(above + below)}{both}."
    )


def _outside(funnel: Funnel) -> tuple[int, int]:
    """How many councils are above the dashed lines, and how many below."""
    sides = [funnel.outside_limits(council) for council in funnel.councils]
    return sum(side > 0 for side in sides), sum(side < 0 for side in sides)


def _are(count: int) -> str:
    return f"{count:,} are" if count > 1 else "1 is" if count else "none is"


def _figure(funnel: Funnel, value: float) -> str:
    per = f" {funnel.unit}" if _per(funnel.unit) else ""
    return figure(value, funnel.unit, funnel.decimals) + per


def _size(council: SizedCouncil) -> str:
    return number(council.size, 0)


def _per(unit: Unit) -> bool:
    return unit in ("per 10,000", "per 100,000")
