"""What a cell is when it is not a number, and the government markers that say so.

Markers are those of the Department for Education's "explore education statistics" and the
Government Statistical Service's 'Symbols in tables' guidance: https://analysisfunction.civilservice.gov.uk
"""

from enum import StrEnum


class State(StrEnum):
    """Whether a measurement may be seen and, if not, why. Never 0, never an accidental gap."""

    SHOWN = "shown"
    SUPPRESSED = "suppressed"
    NOT_AVAILABLE = "not available"
    NOT_APPLICABLE = "not applicable"
    ROUNDS_TO_NOUGHT = "low"
    UNRELIABLE = "unreliable"
    NOT_COLLECTED = "not yet collected"


MARKERS = {
    "c": State.SUPPRESSED,
    "x": State.NOT_AVAILABLE,
    "z": State.NOT_APPLICABLE,
    "low": State.ROUNDS_TO_NOUGHT,
    "k": State.ROUNDS_TO_NOUGHT,
    "u": State.UNRELIABLE,
}
QUALIFIERS = {"p": "provisional", "r": "revised"}

WORDS = {
    State.SHOWN: "Shown",
    State.SUPPRESSED: "Hidden to protect children's privacy",
    State.NOT_AVAILABLE: "Not available, as the publisher gives no figure for this period",
    State.NOT_APPLICABLE: "Does not apply, as this was not counted, or not asked, in this period",
    State.ROUNDS_TO_NOUGHT: "Above nought, but rounds to nought",
    State.UNRELIABLE: "Too unreliable to publish",
    State.NOT_COLLECTED: "Not collected yet, as the period is over and nobody has sent a figure",
}
BRIEF = {
    State.SHOWN: "",
    State.SUPPRESSED: "hidden",
    State.NOT_AVAILABLE: "not available",
    State.NOT_APPLICABLE: "does not apply",
    State.ROUNDS_TO_NOUGHT: "rounds to 0",
    State.UNRELIABLE: "unreliable",
    State.NOT_COLLECTED: "not collected yet",
}
IN_A_SENTENCE = {
    State.SHOWN: "shown",
    State.SUPPRESSED: "hidden to protect children's privacy",
    State.NOT_AVAILABLE: "not available",
    State.NOT_APPLICABLE: "not one that applies",
    State.ROUNDS_TO_NOUGHT: "above nought, but rounds to nought",
    State.UNRELIABLE: "too unreliable to publish",
    State.NOT_COLLECTED: "not collected yet",
}
