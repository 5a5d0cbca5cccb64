"""The six-monthly report to the children in care council: two pages, in short words.

What got better is what the edition calls improving, and never an arrow between two numbers. The
words are in children.toml; every fact is a verdict's.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from metrics.sentences import day, number
from reports.paper.children_words import MeasureWords, ReportWords, report_words
from reports.paper.document import Block, Bullets, Document, Heading, Paragraph, Picture
from reports.paper.people import people
from schemas.declared import Indicator
from schemas.progress import OnProgress
from schemas.states import State
from schemas.words import CHANGES, Because, Certainty, TrendWord
from view_model.edition_view import EditionView, IndicatorView
from view_model.scope import Scope, about, actions_within, chosen

SIZE, LARGE = 12.0, 18.0  # points: type that is easy to read, and for those who see little
PICTURES, CHANGED = 5, 2  # numbers that are shown as people; of those that changed, of each way
FEW, NOBODY = ("few", "short"), ("check", "hidden", "empty", "invented")
SMALL = (Because.FEW_CHILDREN, Because.FEW_RECOUNTED, Because.FEW_WITH, Because.FEW_WITHOUT)


def children(
    view: EditionView, scope: Scope, report: OnProgress, most: int | None = None
) -> Document:
    """The report, or its first blocks. Raises Refused for a scope that names nothing, or words that
    cannot be read."""
    words = report_words()
    report(0.2, words.title)
    edition = view.edition
    return Document(
        title=words.title,
        subtitle=(
            words.for_.replace("{children}", view.council.vocabulary.children_in_care_council),
            *([about(view, scope)] if not scope.is_everything else []),
            f"{view.council.authority}, {day(edition.made)}",
        ),
        author=view.council.authority,
        edition=f"Edition {edition.name}, published {day(edition.made)}",
        made=edition.made,
        size=LARGE if scope.large_print else SIZE,
        blocks=list(islice(_blocks(view, scope, words), most)),
    )


def _blocks(view: EditionView, scope: Scope, words: ReportWords) -> Iterator[Block]:
    promise = words.without_a_promise
    if view.strategy.approved:
        promise = view.own(words.promise).replace("{start}", f"{view.strategy.approved:%B %Y}")
    yield Paragraph(promise, "lead")
    yield Paragraph(words.how)
    groups = _groups([m for m in chosen(view, scope) if not m.indicator.context])
    shown = _shown(view, words, groups)
    yield from _better(words, groups["better"], shown)
    yield from _not_better(words, groups["worse"], groups["same"], shown)
    yield from _not_known(words, groups, shown)
    yield from _next(view, scope, words)


def _shown(
    view: EditionView, words: ReportWords, groups: dict[str, list[IndicatorView]]
) -> list[IndicatorView]:
    """The five that are pictures: two at most that got better, two that got worse, and of the
    others those that stand out."""
    cards = [card.indicator for card in (*view.cards.questions, *view.cards.celebrations)]

    def first(name: str, many: int) -> list[IndicatorView]:
        every = (m for m in groups[name] if m.indicator.counts_children)
        drawn = (m for m in every if _is_share(words, m.indicator))
        return sorted(drawn, key=lambda m: m.indicator.id not in cards)[:many]

    known = [*first("better", CHANGED), *first("worse", CHANGED)]
    return [*known, *first("unclear", PICTURES - len(known))]


def _pictures(
    words: ReportWords, measures: Sequence[IndicatorView], shown: Sequence[IndicatorView]
) -> Iterator[Block]:
    """Each that is shown as people, and its sentence."""
    for each in (m for m in shown if m in measures):
        verdict = each.verdict
        if verdict is not None and verdict.last is not None:
            yield Picture(people(verdict.last), _figure(words, each.indicator, verdict.last), 0.45)
            yield Paragraph(told_of_a_change(words, each))


def _names(
    words: ReportWords,
    sentence: str,
    measures: Sequence[IndicatorView],
    shown: Sequence[IndicatorView] = (),
) -> Iterator[Block]:
    """A sentence that names those without a picture, and that some of it is new; nothing where
    each has one."""
    named = [m for m in measures if m not in shown]
    names = "; ".join(_entry(words, m.indicator).name for m in named)
    changed = [m.verdict for m in named if m.is_real and m.verdict and m.verdict.trend in CHANGES]
    early = any(verdict.certainty is Certainty.EARLY_SIGN for verdict in changed)
    if names:
        told = [sentence.replace("{names}", names), *([words.better.early] if early else [])]
        yield Paragraph(" ".join(told))


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


def _better(
    words: ReportWords, better: Sequence[IndicatorView], shown: Sequence[IndicatorView]
) -> Iterator[Block]:
    yield Heading(words.better.heading)
    if not better:
        yield Paragraph(words.better.none)
    yield from _pictures(words, better, shown)
    yield from _names(words, words.better.also, better, shown)


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
    words: ReportWords,
    worse: Sequence[IndicatorView],
    same: Sequence[IndicatorView],
    shown: Sequence[IndicatorView],
) -> Iterator[Block]:
    yield Heading(words.not_better.heading)
    yield Paragraph(words.not_better.worse if worse else words.not_better.none)
    yield from _pictures(words, worse, shown)
    yield from _names(words, words.not_better.also, worse, shown)
    if worse:
        yield Paragraph(words.not_better.to_do)
    yield from _names(words, words.not_better.same, same)


def _not_known(
    words: ReportWords,
    groups: dict[str, list[IndicatorView]],
    shown: Sequence[IndicatorView],
) -> Iterator[Block]:
    """What is known but not which way it goes; and apart from it what nobody knows."""
    unclear = groups["unclear"]
    if any(groups[name] for name in ("unclear", *FEW)):
        yield Heading(words.not_known.heading)
    if unclear:
        yield Paragraph(words.not_known.unclear)
        yield from _pictures(words, unclear, shown)
        if more := sum(m not in shown for m in unclear):
            yield Paragraph(words.not_known.more.replace("{number}", str(more)))
    for name in FEW:
        yield from _names(words, getattr(words.not_known, name), groups[name])
    nobody = [name for name in NOBODY if groups[name]]
    if nobody:
        yield Heading(words.not_known.nobody)
    for name in nobody:
        yield from _names(words, getattr(words.not_known, name), groups[name])
    if nobody:
        yield Paragraph(words.not_known.find_out)


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


def _is_share(words: ReportWords, indicator: Indicator) -> bool:
    """Whether it is so many in 100 of somebody."""
    return indicator.unit == "percent" and bool(_entry(words, indicator).did)


def _sentence(words: ReportWords, measure: IndicatorView) -> str:
    """'74 in 100 children in care saw a dentist. When we began it was 49 in 100.'"""
    indicator, verdict = measure.indicator, measure.verdict
    if verdict is None or verdict.last is None:
        return f"{indicator.short}."
    entry, sentences = _entry(words, indicator), words.sentences
    is_share = _is_share(words, indicator)
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
