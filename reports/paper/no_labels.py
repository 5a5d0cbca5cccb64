"""The six-monthly report to No Labels, the children in care council: two pages, in short words.

What got better is what the edition calls improving, and never an arrow between two numbers. The
words are in no_labels.toml; every fact is a verdict's.
"""

from collections.abc import Callable, Iterator, Sequence

from metrics.sentences import day, number
from metrics.verdicts.verdict import Verdict
from reports.paper.document import Block, Bullets, Document, Heading, Paragraph
from reports.paper.no_labels_words import Plain, plain
from schemas.declared import Indicator
from schemas.progress import OnProgress
from schemas.states import State
from schemas.words import Certainty, TrendWord
from view_model.edition_view import EditionView, IndicatorView
from view_model.scope import Scope, about, actions_within, chosen

SIZE = 12.0  # points: type that is easy to read


def no_labels(view: EditionView, scope: Scope, report: OnProgress) -> Document:
    """The report. Raises Refused for a scope that names nothing, or words that cannot be read."""
    measure, words = chosen(view, scope), plain()
    report(0.2, words.title)
    edition, strategy = view.edition, view.strategy
    document = Document(
        title=words.title,
        subtitle=(
            words.for_,
            *([about(view, scope)] if not scope.is_everything else []),
            f"{view.council.authority}, {day(edition.made)}",
        ),
        author=view.council.authority,
        edition=f"Edition {edition.name}, published {day(edition.made)}",
        made=edition.made,
        size=SIZE,
    )
    start = f"{strategy.approved:%B %Y}"
    document.blocks.append(Paragraph(words.promise.replace("{start}", start), "lead"))
    document.blocks.append(Paragraph(words.how))
    groups = _groups(measure)
    document.blocks.extend(_better(words, groups["better"]))
    document.blocks.extend(_not_better(words, groups["worse"], groups["same"]))
    document.blocks.extend(_not_known(view, words, groups))
    document.blocks.extend(_next(view, scope, words))
    return document


def _groups(measure: Sequence[IndicatorView]) -> dict[str, list[IndicatorView]]:
    """Each measure in one place, by what its edition says of it."""
    groups: dict[str, list[IndicatorView]] = {name: [] for name in (*_PLACES, "unclear")}
    for each in measure:
        groups[_place(each)].append(each)
    return groups


def _place(measure: IndicatorView) -> str:
    return next((name for name, holds in _PLACES.items() if holds(measure)), "unclear")


def _trend(*words: TrendWord) -> Callable[[IndicatorView], bool]:
    return lambda r: r.verdict is not None and r.verdict.trend in words


_PLACES: dict[str, Callable[[IndicatorView], bool]] = {
    "empty": lambda r: r.latest is None,
    "hidden": lambda r: r.latest is not None and r.latest.state is State.SUPPRESSED,
    "invented": lambda r: r.illustrative,
    "check": _trend(TrendWord.CHECK_RECORDING),
    "better": _trend(TrendWord.IMPROVING),
    "worse": _trend(TrendWord.WORSENING),
    "same": _trend(TrendWord.STEADY),
    "few": _trend(TrendWord.TOO_FEW),
}


def _better(words: Plain, found: Sequence[IndicatorView]) -> Iterator[Block]:
    yield Heading(words.better.heading)
    if found:
        yield Bullets(tuple(_changed(words, r) for r in found))
    else:
        yield Paragraph(words.better.none)


def _changed(words: Plain, measure: IndicatorView) -> str:
    """A change, with what must be said beside it: that it is new, or that the start was odd."""
    verdict, entry = measure.verdict, words.measures.get(measure.indicator.id)
    said = [_said(words, measure)]
    if entry and entry.but:
        said.append(entry.but)
    elif verdict and verdict.note and measure.indicator.coverage:
        said.append(words.sentences.known)
    if verdict and verdict.certainty is Certainty.EARLY_SIGN:
        said.append(words.better.early)
    return " ".join(said)


def _not_better(
    words: Plain, worse: Sequence[IndicatorView], same: Sequence[IndicatorView]
) -> Iterator[Block]:
    yield Heading(words.not_better.heading)
    if worse:
        yield Paragraph(words.not_better.worse)
        yield Bullets(tuple(_changed(words, r) for r in worse))
    else:
        yield Paragraph(words.not_better.none)
    if same:
        yield Paragraph(words.not_better.same)
        yield Bullets(tuple(_said(words, r) for r in same))


def _not_known(
    view: EditionView, words: Plain, groups: dict[str, list[IndicatorView]]
) -> Iterator[Block]:
    yield Heading(words.not_known.heading)
    for name in ("unclear", "few", "check", "hidden", "empty", "invented"):
        if found := groups[name]:
            yield Paragraph(getattr(words.not_known, name))
            yield Bullets(tuple(_by_topic(view, words, found)))


def _by_topic(view: EditionView, words: Plain, found: Sequence[IndicatorView]) -> Iterator[str]:
    """'Being safe: going missing; living far from home.'"""
    for ambition in view.strategy.ambitions:
        mine = [r.indicator for r in found if view.ambition_of(r.indicator) == ambition]
        names = "; ".join(_name(words, i) for i in mine)
        topic = words.topics.get(ambition.id, ambition.name)
        if names:
            yield f"{topic}: {names}."


def _next(view: EditionView, scope: Scope, words: Plain) -> Iterator[Block]:
    yield Heading(words.next.heading)
    yield Bullets((*_still_open(view, scope, words), *words.next.steps))
    yield Paragraph(words.next.ask)


def _still_open(view: EditionView, scope: Scope, words: Plain) -> Iterator[str]:
    """How many, and not what: what was asked for is in an officer's words, not in short ones."""
    many = sum(action.status == "open" for action in actions_within(view, scope))
    if many:
        said = words.next.asked_one if many == 1 else words.next.asked_more
        yield said.replace("{number}", str(many))


def _name(words: Plain, indicator: Indicator) -> str:
    entry = words.measures.get(indicator.id)
    return entry.name if entry else indicator.short


def _said(words: Plain, measure: IndicatorView) -> str:
    """'74 in 100 children in care saw a dentist. When we began it was 49 in 100.'"""
    indicator, verdict = measure.indicator, measure.verdict
    if verdict is None or verdict.last is None:
        return f"{indicator.short}."
    entry = words.measures.get(indicator.id)
    is_share = indicator.unit == "percent" and entry is not None and bool(entry.did)
    places = {
        "name": _name(words, indicator),
        "who": entry.who if entry else "",
        "did": entry.did if entry else "",
        **_figures(words, indicator, verdict),
    }
    sentence = words.sentences.share if is_share else words.sentences.other
    if not places["before"]:
        sentence = words.sentences.share_alone if is_share else words.sentences.other_alone
    said = _filled(sentence, places)
    return said[:1].upper() + said[1:]


def _figures(words: Plain, indicator: Indicator, verdict: Verdict) -> dict[str, str]:
    before = "" if verdict.first is None else _figure(words, indicator, verdict.first)
    return {
        "figure": _figure(words, indicator, verdict.last or 0.0),
        "before": before[:1].lower() + before[1:],
    }


def _figure(words: Plain, indicator: Indicator, value: float) -> str:
    """'74 in 100', and 'About 12 in 100' of 11.5; of what is no share, the bare number."""
    if indicator.unit != "percent":
        return number(value, indicator.decimals)
    said = words.sentences.about if indicator.decimals else words.sentences.figure
    return said.replace("{number}", number(value, 0))


def _filled(sentence: str, places: dict[str, str]) -> str:
    for name, words in places.items():
        sentence = sentence.replace(f"{{{name}}}", words)
    return sentence
