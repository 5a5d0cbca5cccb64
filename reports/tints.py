"""The tints of the words on paper and slides: (text, ground), as on the pages."""

from schemas.declared import Tint

TINTS: dict[Tint, tuple[str, str]] = {
    "good": ("#005a30", "#cce2d8"),
    "bad": ("#942514", "#f6d7d2"),
    "care": ("#6e3619", "#fcd6c3"),
    "neutral": ("#144e81", "#d2e2f1"),
    "quiet": ("#383f43", "#eeefef"),
}
