"""The promises of the strategy, its success criteria, as a page, a slide and paper show them: the
finding, the measure that it is read from, and one question to ask."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from metrics.cards import Reason, question_about
from metrics.sentences import uncapped
from metrics.verdicts.verdict import CriterionAnswer
from schemas.declared import Criterion
from schemas.states import State
from schemas.words import Answer, TrendWord
from view_model.edition_view import EditionView, IndicatorView
from view_model.wording import NOT_YET, Word, answer

NOBODY = "Nobody has sent a figure yet."
WHO_SENDS = "Who can send real figures, and by when?"


@dataclass(frozen=True)
class Promise:
    """A success criterion in one edition."""

    view: EditionView
    criterion: Criterion

    @cached_property
    def answer(self) -> CriterionAnswer | None:
        """The edition's answer; None in one that has no answers."""
        return self.view.answer(self.criterion)

    @property
    def word(self) -> Word:
        """The answer in a word."""
        schemas = self.view.edition.schemas
        return answer(self.answer, schemas) if self.answer else Word(NOT_YET, "", "quiet")

    @cached_property
    def measure(self) -> IndicatorView | None:
        """What the finding is read from: the first real measure, or the first that must be
        checked; None where nobody has sent a figure."""
        return next(iter(sorted(self._real, key=lambda m: not _must_be_checked(m))), None)

    @property
    def finding(self) -> str:
        """The newest real figure in a few words, and what it was; of what must be checked first,
        that; of two groups nobody has sent, that."""
        if missing := self.not_sent_by:
            return f"Nobody has sent it by {missing} yet."
        return f"{self.measure.headline}." if self.measure else NOBODY

    @property
    def beside(self) -> str:
        """What to read the finding with: the other first measures; of two groups nobody has sent,
        everyone's figure."""
        others = [m.headline for m in self._real if self.not_sent_by or m is not self.measure]
        opening = "Of everyone" if self.not_sent_by else "Beside it"
        return f"{opening}: {'; '.join(others)}." if others else ""

    @property
    def question(self) -> str:
        """One to ask: the measure's own, or one made from what is not known."""
        if missing := self.not_sent_by:
            return f"Who can send it by {missing}, and by when?"
        if self.measure is None:
            return WHO_SENDS
        indicator, verdict = self.measure.indicator, self.measure.verdict
        reason = Reason.CHECK if _must_be_checked(self.measure) else None
        cards = {c.indicator: c.question for c in self.view.cards.questions}
        return cards.get(indicator.id) or question_about(indicator, verdict, reason)

    @property
    def how_many(self) -> str:
        """'3 measures, 2 real'; of two groups that nobody has sent, '7 measures, none by sex'."""
        every = [self.view.of(i) for i in self.view.edition.schemas.of_criterion(self.criterion)]
        real = sum(m.is_real for m in every)
        measures = "1 measure" if len(every) == 1 else f"{len(every)} measures"
        missing = self.not_sent_by
        return f"{measures}, none by {missing}" if missing else f"{measures}, {real or 'none'} real"

    @property
    def not_sent_by(self) -> str:
        """The breakdown that a promise about two groups is without; '' where it has it."""
        gap = self.criterion.gap
        known = gap and any(gap.breakdown in m.breakdowns for m in self._real)
        return gap.breakdown if gap and not known else ""

    @property
    def _real(self) -> list[IndicatorView]:
        every = self.view.headline_of(self.criterion)
        return [m for m in every if not m.illustrative and _is_shown(m)]


def promises_in_a_line(view: EditionView) -> str:
    """'Of 6 promises none is known to be met or missed: 4 cannot tell, 2 no real figures yet.'
    While the strategy runs, how each is going."""
    words = [a.word for c in view.strategy.criteria if (a := view.answer(c))]
    many = Counter(view.edition.schemas.entry(w).label for w in words)
    counts = ", ".join(f"{n} {uncapped(label)}" for label, n in many.most_common())
    met, missed = words.count(Answer.MET), words.count(Answer.NOT_MET)
    are = f" {met or 'none'} {'are' if met > 1 else 'is'} known to be met"
    known = f"{are} and {missed or 'none'} missed" if met or missed else f"{are} or missed"
    ended = any(isinstance(word, Answer) for word in words)
    promises = view.own("promises")
    return f"Of {len(words)} {promises}{known if ended else ''}: {counts}." if words else ""


def _is_shown(measure: IndicatorView) -> bool:
    return measure.latest is not None and measure.latest.state is State.SHOWN


def _must_be_checked(measure: IndicatorView) -> bool:
    return measure.verdict is not None and measure.verdict.trend is TrendWord.CHECK_RECORDING
