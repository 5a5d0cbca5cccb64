"""An edition as whoever is not of the council may read it: without what council.toml keeps to
itself, and without the words and places that rest on it."""

from dataclasses import replace
from functools import cached_property, lru_cache
from pathlib import Path

from data.editions.edition import CouncilFigure, Edition, FunnelRow
from metrics.measurement import Measurement
from metrics.verdicts.verdict import CriterionAnswer, Rank, Verdict
from schemas.declared import Indicator, Public, Schemas
from schemas.notes import AnyNote

_WHY = "without what the council keeps to itself"


class PublicEdition(Edition):
    """The same edition, of which `[public]` in the council.toml of its day says what is left."""

    is_public = True

    def __init__(self, file: Path):
        super().__init__(file)
        self._left_out = lru_cache(maxsize=None)(self._find_left_out)
        self.why = _WHY
        for number, source in self.sources.items():
            self.sources[number] = replace(source, received_from=self.schemas.council.authority)

    @cached_property
    def _rule(self) -> Public:
        return self.schemas.council.public

    @cached_property
    def schemas(self) -> Schemas:
        """What was declared, without strategies that are drafts."""
        every = Schemas.model_validate_json(self._declared)
        kept = [s for s in every.strategies if every.council.public.drafts or not s.draft]
        return every.model_copy(update={"strategies": tuple(kept)})

    @cached_property
    def notes(self) -> tuple[AnyNote, ...]:
        """What people say beside the figures, where the council tells it to everybody."""
        told = super().notes if self._rule.notes else ()
        return tuple(note for note in told if self._rule.illustrative or not note.illustrative)

    def measurements(self, indicator: str) -> tuple[Measurement, ...]:
        """Every measurement of one indicator that is told."""
        return tuple(m for m in super().measurements(indicator) if self._is_told(m))

    def together(self, indicator: str) -> tuple[Measurement, ...]:
        """Years together, of figures that are told."""
        return tuple(m for m in super().together(indicator) if self._is_told(m))

    def _is_told(self, m: Measurement) -> bool:
        if m.role != "council" or m.published:
            return True
        if m.illustrative:
            return self._rule.illustrative
        in_year = self.schemas.indicators[m.indicator].in_year_of is not None
        return self._rule.provisional if m.provisional or in_year else self._rule.local

    def _find_left_out(self, indicator: str) -> list[Measurement]:
        """Our figures that are left out, of it and of those that its words are judged with."""
        of = self.schemas.indicators[indicator]
        names = filter(None, (indicator, of.coverage, of.not_known))
        every = (m for name in names for m in Edition.measurements(self, name))
        return [m for m in every if not self._is_told(m)]

    def every_verdict(self) -> list[Verdict]:
        """Every verdict that rests on nothing that is left out."""
        return [v for v in super().every_verdict() if not self._left_out(v.indicator)]

    def _answers(self, strategy: str) -> dict[str, CriterionAnswer]:
        """The answers to success criteria that rest on nothing that is left out."""
        of = {c.id: c for s in self.schemas.strategies if s.id == strategy for c in s.criteria}
        return {
            name: answer
            for name, answer in super()._answers(strategy).items()
            if name in of and all(map(self._is_invented, self.schemas.of_criterion(of[name])))
        }

    def _is_invented(self, indicator: Indicator) -> bool:
        """Whether only what is invented is left out of it, on which no answer rests."""
        return all(m.illustrative for m in self._left_out(indicator.id))

    def _standings(self, indicator: str) -> dict[str, Rank]:
        return {} if self._left_out(indicator) else super()._standings(indicator)

    def _funnel(self, indicator: str) -> tuple[FunnelRow, ...]:
        return () if self._left_out(indicator) else super()._funnel(indicator)

    def _councils(self, indicator: str) -> tuple[CouncilFigure, ...]:
        return () if self._left_out(indicator) else super()._councils(indicator)
