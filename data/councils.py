"""The folder of another council: begin one from public lists, and say what it still needs.

Officers only. `schemas/places.toml` has every council's region and neighbours; `councils/start/`
has the files that a folder begins with.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from string import Template
from typing import Final

from data.files.atomic import in_words
from schemas.declared import Area, CouncilList, CouncilPlace, Schemas
from schemas.load import FOLDER as SCHEMAS
from schemas.load import council_places, read_toml
from schemas.problems import Refused, did_you_mean

START: Final = Path(__file__).parent.parent / "councils" / "start"
_COUNTY: Final = "E10"


def new_council(name: str, folder: Path | None = None) -> Path:
    """Write a council's folder, beside the project's unless `folder` says where: its council.toml,
    and a strategy to begin with. Returns the folder. Raises Refused for a council that is not
    there, and for a folder that is."""
    area, place = find_council(name)
    made = folder or START.parent.parent.parent / _short(area.name).lower().replace(" ", "-")
    if made.exists():
        raise Refused.because(made, "this is there already. Say another folder with --to.")
    strategy = Path("strategies") / "start.toml"
    with in_words(made, "the folder cannot be made", OSError):
        (made / strategy).parent.mkdir(parents=True)
        (made / strategy).write_bytes((START / strategy).read_bytes())
        (made / "council.toml").write_text(_council_toml(area, place), encoding="utf-8")
    return made


def every_council() -> Iterator[tuple[Area, str]]:
    """Each council of the country, and the name of its region."""
    places, named = council_places(), _named()
    regions = {region.code: region.name for region in places.regions}
    for place in places.councils:
        yield Area(code=place.code, name=named[place.code]), regions[place.region]


def find_council(name: str) -> tuple[Area, CouncilPlace]:
    """A council by its name, its ONS code or the department's number. Raises Refused."""
    named, wanted = _named(), name.strip().casefold()
    for place in council_places().councils:
        full = named[place.code]
        if wanted in map(str.casefold, (full, _short(full), place.code, place.number)):
            return Area(code=place.code, name=full), place
    near = did_you_mean(name.strip(), map(_short, named.values()))
    message = f"no council has this name.{near} `python -m data council list` names them all."
    raise Refused.because(name[:60], message)


def still_needed(schemas: Schemas, folder: Path) -> Iterator[str]:
    """What a council's folder does not have yet, a line each."""
    for strategy in schemas.strategies:
        if strategy.approved is None:
            file = folder / "strategies" / f"{strategy.id}.toml"
            yield f"a strategy: {file} is nobody's promise, for no day says that it was 'approved'"
        for ambition in strategy.ambitions:
            if not schemas.of_ambition(ambition):
                yield f"measures under the ambition '{ambition.name}' of {strategy.id}.toml"
    if not (schemas.council.accessibility.email or schemas.council.accessibility.phone):
        yield "whom to tell when something cannot be used: [accessibility] in council.toml"
    yield "officers, and who may read: docs/security.md says how people are known"
    yield "your own extracts, for what nobody publishes: docs/extracts.md, or Add figures"


def _short(name: str) -> str:
    """'Bristol', for 'Bristol, City of'."""
    return name if " and " in name else name.partition(",")[0]


def _named() -> dict[str, str]:
    return {a.code: a.name for a in read_toml(SCHEMAS / "councils.toml", CouncilList).councils}


def _council_toml(area: Area, place: CouncilPlace) -> str:
    places, name = council_places(), _short(area.name)
    names = _named() | {past.code: past.name for past in places.past}
    region = next(region for region in places.regions if region.code == place.region)
    kind = "County Council" if area.code.startswith(_COUNTY) else "Council"
    also = [*({area.name} - {name}), place.number]
    lists = [
        "\n".join(
            [
                "\n[[neighbour_lists]]",
                *(f"{k} = {_quoted(v)}" for k, v in model.model_dump().items()),
                "areas = [",
                *(
                    f"  {{ code = {_quoted(code)}, name = {_quoted(names[code])} }},"
                    for code in place.neighbours[model.id]
                ),
                "]",
            ]
        )
        for model in places.models
        if model.id in place.neighbours
    ]
    return Template((START / "council.toml").read_text(encoding="utf-8")).substitute(
        name=_quoted(name),
        authority=_quoted(f"{name} {kind}"),
        code=_quoted(area.code),
        also_called=_quoted(also),
        region_code=_quoted(region.code),
        region=_quoted(region.name),
        neighbour_lists="\n".join(lists),
    )


def _quoted(value: object) -> str:
    """Texts, and lists of them, are written alike in TOML and in JSON."""
    return json.dumps(value, ensure_ascii=False)
