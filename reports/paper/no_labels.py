"""The six-monthly report to No Labels, the children in care council: two pages, in short words.

What got better is what the edition calls improving, and never an arrow between two numbers. The
words are in no_labels.toml; every fact is a verdict's.
"""

from collections.abc import Callable, Iterator, Sequence

from metrics.sentences import day, number
from reports.paper.document import Block, Bullets, Document, Heading, Paragraph
from reports.paper.no_labels_words import MeasureWords, ReportWords, report_words
from schemas.declared import Indicator
from schemas.progress import OnProgress
from schemas.states import State
from schemas.words import Because, Certainty, TrendWord
from view_model.edition_view import EditionView, IndicatorView
from view_model.scope import Scope, about, actions_within, chosen

SIZE = 12.0  # points: type that is easy to read
SMALL = (Because.FEW_CHILDREN, Because.FEW_RECOUNTED, Because.FEW_WITH, Because.FEW_WITHOUT)


def no_labels(view: EditionView, scope: Scope, report: OnProgress) -> Document:
    """The report. Raises Refused for a scope that names nothing, or words that cannot be read."""
    measures = [m for m in chosen(view, scope) if not m.indicator.context]
    words = report_words()
    report(0.2, words.title)
    edition, strategy = view.edition, view.strategy
    document = Document(
        title=words.title,
        subtitle=(
            words.for_.replace("{children}", view.council.children_in_care_council),
            *([about(view, scope)] if not scope.is_everything else []),
            f"{view.council.authority}, {day(edition.made)}",
        ),
        author=view.council.authority,
        edition=f"Edition {edition.name}, published {day(edition.made)}",
        made=edition.made,
        size=SIZE,
    )
    promise = words.without_a_promise
    if strategy.approved:
        promise = words.promise.replace("{start}", f"{strategy.approved:%B %Y}")
    document.blocks.append(Paragraph(promise, "lead"))
    document.blocks.append(Paragraph(words.how))
    groups = _groups(measures)
    document.blocks.extend(_better(words, groups["better"]))
    document.blocks.extend(_not_better(words, groups["worse"], groups["same"]))
    document.blocks.extend(_not_known(view, words, groups))
    document.blocks.extend(_next(view, scope, words))
    return document


def _groups(measures: Sequence[IndicatorView]) -> dict[str, list[IndicatorView]]:
    """Each measure in one place, by what its edition says of it: the first that fits."""
    groups: dict[str, list[IndicatorView]] = {name: [] for name in (*_PLACES, "unclear")}
    for each in measures:
        place = next((name for name, fits in _PLACES.items() if fits(each)), "unclear")
        groups[place].append(each)
    return groups


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
    "few": lambda r: r.verdict is not None and r.verdict.because in SMALL,
    "short": _trend(TrendWord.TOO_FEW),
}


def _better(words: ReportWords, better: Sequence[IndicatorView]) -> Iterator[Block]:
    yield Heading(words.better.heading)
    if better:
        yield Bullets(tuple(told_of_a_change(words, m) for m in better))
    else:
        yield Paragraph(words.better.none)


def told_of_a_change(words: ReportWords, measure: IndicatorView) -> str:
    """A change, with what must be said beside it: that it is new, or that the start was odd."""
    verdict, entry = measure.verdict, _entry(words, measure.indicator)
    lines = [_sentence(words, measure)]
    if entry.but and measure.indicator.note_on(measure.strategy.baseline):
        lines.append(entry.but)
    elif verdict and verdict.note and (measure.indicator.coverage or measure.indicator.not_known):
        lines.append(words.sentences.known)
    if verdict and verdict.certainty is Certainty.EARLY_SIGN:
        lines.append(words.better.early)
    return " ".join(lines)


def _not_better(
    words: ReportWords, worse: Sequence[IndicatorView], same: Sequence[IndicatorView]
) -> Iterator[Block]:
    yield Heading(words.not_better.heading)
    if worse:
        yield Paragraph(words.not_better.worse)
        yield Bullets(tuple(told_of_a_change(words, r) for r in worse))
    else:
        yield Paragraph(words.not_better.none)
    if same:
        yield Paragraph(words.not_better.same)
        yield Bullets(tuple(_sentence(words, r) for r in same))


def _not_known(
    view: EditionView, words: ReportWords, groups: dict[str, list[IndicatorView]]
) -> Iterator[Block]:
    yield Heading(words.not_known.heading)
    for name in ("unclear", "few", "short", "check", "hidden", "empty", "invented"):
        if measures := groups[name]:
            yield Paragraph(getattr(words.not_known, name))
            yield Bullets(tuple(_by_topic(view, words, measures)))


def _by_topic(
    view: EditionView, words: ReportWords, measures: Sequence[IndicatorView]
) -> Iterator[str]:
    """'Being safe: going missing; living far from home.'"""
    for ambition in view.strategy.ambitions:
        within = [m.indicator for m in measures if view.ambition_of(m.indicator) == ambition]
        names = "; ".join(_entry(words, i).name for i in within)
        topic = words.topics.get(ambition.id, ambition.name)
        if names:
            yield f"{topic}: {names}."


def _next(view: EditionView, scope: Scope, words: ReportWords) -> Iterator[Block]:
    """The steps. Of what the Panel asked for, how many and not what: that is in an officer's words,
    not in short ones."""
    many = sum(action.status == "open" for action in actions_within(view, scope))
    asked = words.next.asked_one if many == 1 else words.next.asked_more
    still_open = [asked.replace("{number}", str(many))] if many else []
    yield Heading(words.next.heading)
    yield Bullets((*still_open, *words.next.steps))
    yield Paragraph(words.next.ask_us)


def _entry(words: ReportWords, indicator: Indicator) -> MeasureWords:
    """What an indicator is called in short words; its own short name where it has none."""
    return words.measures.get(indicator.id) or MeasureWords(name=indicator.short)


def _sentence(words: ReportWords, measure: IndicatorView) -> str:
    """'74 in 100 children in care saw a dentist. When we began it was 49 in 100.'"""
    indicator, verdict = measure.indicator, measure.verdict
    if verdict is None or verdict.last is None:
        return f"{indicator.short}."
    entry, sentences = _entry(words, indicator), words.sentences
    is_share = indicator.unit == "percent" and bool(entry.did)
    now, before = _figure(words, indicator, verdict.last), ""
    if verdict.first is None:
        sentence = sentences.share_alone if is_share else sentences.other_alone
    elif now == (before := _figure(words, indicator, verdict.first)):
        sentence = sentences.share_alike if is_share else sentences.other_alike
    else:
        sentence = sentences.share if is_share else sentences.other
    for place, text in (
        ("name", entry.name),
        ("who", entry.who),
        ("did", entry.did),
        ("figure", now),
        ("before", before[:1].lower() + before[1:]),
    ):
        sentence = sentence.replace(f"{{{place}}}", text)
    return sentence[:1].upper() + sentence[1:]


def _figure(words: ReportWords, indicator: Indicator, value: float) -> str:
    """'74 in 100', and 'About 12 in 100' of 11.5; of what is no share, the bare number."""
    if indicator.unit != "percent":
        return number(value, indicator.decimals)
    sentence = words.sentences.about if indicator.decimals else words.sentences.figure
    return sentence.replace("{number}", number(value, 0))
