"""A measure turned to another council: what departments have published of it, and nothing that is
ours. No promise, note, start or target; one word, by the rule that ours is judged by."""

from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from statistics import median

from charts.model.build import indicator_chart
from charts.model.chart import Chart
from data.editions.edition import CouncilLevel
from metrics import sentences
from metrics.measurement import Measurement, Neighbours
from schemas.declared import Area, Indicator, NeighbourList, Role
from schemas.load import council_places
from schemas.states import State
from view_model.edition_view import EditionView


def councils_told_of(view: EditionView, indicator: Indicator) -> dict[str, Area]:
    """The other councils that a measure's page can be turned to, by code, in the order of their
    names; none by a strategy that is over, and where an edition has figures of none."""
    told = frozenset() if view.is_past else view.edition.councils_told_of(indicator.id)
    others = (a for a in view.council.councils if a.code in told - {view.council.code})
    return {area.code: area for area in sorted(others, key=lambda area: area.name)}


@dataclass(frozen=True, eq=False)
class CouncilView:
    """One measure of one other council, as an edition holds it."""

    view: EditionView
    indicator: Indicator
    area: Area

    @cached_property
    def lists(self) -> tuple[NeighbourList, ...]:
        """The councils most like it, by each dated list, the newest first."""
        places = council_places()
        place = next(p for p in places.councils if p.code == self.area.code)
        names = {a.code: a for a in (*self.view.council.councils, *places.past)}
        return tuple(
            NeighbourList(
                **model.model_dump(exclude={"name"}),
                name=f"Councils most like {self.area.name}",
                areas=tuple(names[code] for code in place.neighbours[model.id]),
            )
            for model in places.models
            if model.id in place.neighbours
        )

    @cached_property
    def figures(self) -> list[Measurement]:
        """Its own, those of the newest list, of its region and the country: oldest first."""
        places, country = council_places(), self.view.council.country
        roles: dict[str, Role] = {a.code: "neighbour" for a in self.lists[0].areas}
        region = next(p.region for p in places.councils if p.code == self.area.code)
        roles |= {self.area.code: "council", region: "region", country.code: "country"}
        named = {r.code: r.name for r in places.regions}
        found = self.view.edition.council_figures(self.indicator.id, roles)
        return [replace(m, area=named.get(m.area_code, m.area)) for m in found]

    @property
    def own(self) -> list[Measurement]:
        """Its own, oldest first."""
        return [m for m in self.figures if m.role == "council"]

    @property
    def newest(self) -> Measurement | None:
        """Its newest figure that is shown."""
        return next((m for m in reversed(self.own) if m.state is State.SHOWN), None)

    @property
    def title(self) -> str:
        """'Dental checks in Leeds'."""
        return f"{self.indicator.short} in {self.area.name}"

    @cached_property
    def level(self) -> CouncilLevel | None:
        """Where it is beside the country; None where it has no figure."""
        return self.view.edition.council_level(self.indicator.id, self.area.code)

    @property
    def level_sentence(self) -> str:
        """The same in a sentence; '' without a word."""
        level, indicator = self.level, self.indicator
        if level is None or level.level_reference is None:
            return ""
        ours, theirs = level.level_figure, level.level_reference
        decimals = sentences.decimals_apart(indicator, ours, theirs)
        years = level.level_years or 1
        over = f" over {years} years together" if years > 1 else ""
        entry = self.view.edition.schemas.entry(level.level)
        said = entry.says.format(
            figure=sentences.figure(indicator, ours, decimals) + over,
            reference=sentences.figure(indicator, theirs, decimals),
            country=self.view.council.country.name,
        )
        if level.level_low is None or level.level_high is None:
            return said
        low, high = (
            sentences.figure(indicator, end) for end in (level.level_low, level.level_high)
        )
        return f"{said} Of councils of its size, 95 in 100 would be between {low} and {high}."

    @cached_property
    def chart(self) -> Chart:
        """Its history beside the country, its region and the councils most like it, with no
        strategy of ours behind it."""
        beside = self.indicator.comparators
        chart = indicator_chart(
            self.indicator,
            self.area,
            self.view.strategy,
            ours=self.own,
            comparators=[m for m in self.figures if m.role in beside],
            neighbours=self._neighbours if "neighbours" in beside else (),
            title=self.title,
            neighbour_list=self.lists[0],
            like=f"Councils like {self.area.name}",
        )
        key = f"{chart.key}-{self.area.code.lower()}"
        return replace(chart, key=key, strategy=replace(chart.strategy, label=""))

    @property
    def _neighbours(self) -> list[Neighbours]:
        theirs = [m for m in self.figures if m.role == "neighbour"]
        found = []
        for period in sorted({m.period for m in theirs}):
            values = [m.value for m in theirs if m.period == period and m.value is not None]
            found.append(
                Neighbours(
                    indicator=self.indicator.id,
                    neighbour_list=self.lists[0].id,
                    period=period,
                    median=median(values) if values else None,
                    low=min(values, default=None),
                    high=max(values, default=None),
                    with_value=len(values),
                    listed=len(self.lists[0].areas),
                )
            )
        return found


@lru_cache(maxsize=200)
def council_view(view: EditionView, indicator: str, code: str) -> CouncilView | None:
    """The measure of that id turned to the council of that code; None where it cannot be."""
    of = view.edition.schemas.indicators[indicator]
    area = councils_told_of(view, of).get(code)
    return CouncilView(view, of, area) if area else None
