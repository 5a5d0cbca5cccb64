"""Read every TOML of schemas/ and of the council, and report every problem in every file together.

Anyone may import it. The one entry is `load_schemas`.
"""

import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from string import Formatter
from typing import TypeGuard, TypeVar, get_args

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from schemas.declared import (
    IN_YEAR,
    Breakdown,
    Breakdowns,
    Council,
    CouncilList,
    CouncilPlaces,
    Declared,
    Framework,
    Indicator,
    Kind,
    Relations,
    Schemas,
    Strategy,
    Vocabulary,
    VocabularyEntry,
    Wobbles,
)
from schemas.notes import commitments
from schemas.problems import Problem, Refused, did_you_mean, join_words
from schemas.settings import settings
from schemas.words import KINDS, PLACES

FOLDER = Path(__file__).parent
M = TypeVar("M", bound=Declared)
START = "start"
"""The strategy that a council's folder begins with. It gives way to any that stands beside it."""
_WORDS = "words.toml"
_BREAKDOWNS = "breakdowns.toml"
_SMALL_LETTERS = "small_letters_and_numbers"


@cache
def council_places() -> CouncilPlaces:
    """What is known of every council: places.toml."""
    return read_toml(FOLDER / "places.toml", CouncilPlaces)


def load_schemas(folder: Path = FOLDER, council_folder: Path | None = None) -> Schemas:
    """Everything that is declared under `folder`, which is everybody's, and in the council's own
    folder: what it says of a measure or a word stands over what everybody's says.

    Raises Refused with every problem in every file: TOML that does not parse, unknown or
    missing fields, values that are not allowed, and names that point at nothing.
    """
    problems: list[Problem] = []
    own = council_folder or settings().council
    strategy_files = _files(own / "strategies", problems)
    strategy_files = [f for f in strategy_files if f.stem != START] or strategy_files
    indicator_files = _files(folder / "indicators", problems)
    everybodys = {file.stem for file in indicator_files}
    indicator_files += sorted((own / "indicators").glob("*.toml"))
    councils = _read_all([own / "council.toml"], Council, problems)
    lists = _read_all([folder / "councils.toml"], CouncilList, problems)
    strategies = _read_all(strategy_files, Strategy, problems)
    indicators = _read_all(indicator_files, Indicator, problems)
    divided = _read_all([folder / _BREAKDOWNS, *own.glob(_BREAKDOWNS)], Breakdowns, problems)
    words = _read_all([folder / _WORDS, *own.glob(_WORDS)], Vocabulary, problems)
    relations = _read_all([folder / "relations.toml"], Relations, problems)
    wobbles = _read_all([folder / "wobble.toml"], Wobbles, problems)
    framework_files = [
        f for of in (folder, own) for f in sorted((of / "frameworks").glob("*.toml"))
    ]
    frameworks = _read_all(framework_files, Framework, problems)
    names = {file.stem for file in indicator_files}  # a file with a fault is still declared
    names |= {f"{name}{IN_YEAR}" for name in names - indicators.keys()}
    within = [i.within_the_year for i in indicators.values() if i.in_the_year]
    indicators |= {i.id: i for i in within}
    names |= indicators.keys()
    whole = len(strategies) == len(strategy_files)
    gone = _not_shown(councils, strategies, indicators) if whole else frozenset()
    if whole:
        problems += _outside_every_strategy(strategies, indicators, everybodys)
    problems += _pointing_at_nothing(indicators, names)
    problems += _promised_on_nothing(strategies, names - gone)
    problems += _beside_others(strategies, names)
    problems += _setting_out_nothing(frameworks, strategies if whole else {}, names)
    breakdowns = _breakdowns(divided, councils)
    if divided:
        indicators = _divided(indicators, breakdowns, problems)
        problems += _seen_by_nothing(councils, indicators)
    problems += _related_to_nothing(relations, councils, names)
    for learnt in wobbles.values():
        problems += _like_nothing(learnt, indicators, names)
    for vocabulary in words.values():
        problems += _missing_wording(vocabulary)
    if problems:
        raise Refused(problems)
    named = {name for strategy in strategies.values() for name in _named_by(strategy)}
    told = {n: indicators[n].model_copy(update={"waits": False}) for n in named}
    council, every = next(iter(councils.values())), next(iter(lists.values()))
    ours = {n: i.in_words_of(council.vocabulary) for n, i in (indicators | told).items()}
    schemas = Schemas(
        council=council.model_copy(update={"councils": council.councils or every.councils}),
        strategies=tuple(
            sorted(strategies.values(), key=lambda s: (not s.draft, s.starts), reverse=True)
        ),
        indicators=ours,
        breakdowns=breakdowns,
        words=next(iter(words.values())),
        relations=next(iter(relations.values())),
        wobbles=next(iter(wobbles.values())),
        frameworks=tuple(
            f.model_copy(update={"names": {n: i.short for n, i in indicators.items()}})
            for f in sorted(frameworks.values(), key=lambda f: (f.order, f.id))
        ),
    )
    return schemas.without(gone) if gone else schemas


def read_toml(file: Path, model: type[M]) -> M:
    """What one file declares. Raises Refused with everything that is wrong in it."""
    problems: list[Problem] = []
    declared = _read_all([file], model, problems)
    if problems:
        raise Refused(problems)
    return declared[file.stem]


def _files(folder: Path, problems: list[Problem]) -> list[Path]:
    files = sorted(folder.glob("*.toml"))
    if not files:
        problems.append(Problem(folder.name, "there is no TOML file in this folder."))
    return files


def _read_all(files: list[Path], model: type[M], problems: list[Problem]) -> dict[str, M]:
    """What the files declare, by their ids. Of two of one name, the later one, which is the
    council's, says only what differs."""
    declared: dict[str, M] = {}
    fields: dict[str, dict[str, object]] = {}
    faulty = set[str]()
    for file in (f for f in files if f.stem not in faulty):
        faulty.add(file.stem)  # until it has been read
        name = "/".join(file.parts[-3:]) if file.stem in fields else file.name
        try:
            read = tomllib.loads(file.read_text(encoding="utf-8-sig"))
            if "id" in model.model_fields:
                if "id" in read:
                    problems.append(
                        Problem(name, "'id' is not a field: the file's name is the id.")
                    )
                read["id"] = file.stem
            fields[file.stem] = _laid_over(fields.get(file.stem, {}), read)
            declared[file.stem] = model.model_validate(fields[file.stem])
            faulty.remove(file.stem)
        except OSError:
            problems.append(Problem(name, "this file is missing, and it is needed."))
        except tomllib.TOMLDecodeError as error:
            problems.append(Problem(name, f"this is not TOML: {error}."))
        except UnicodeDecodeError:
            problems.append(Problem(name, "this is not UTF-8 text. Save it as UTF-8."))
        except ValidationError as error:
            problems += [Problem(name, _in_words(e, model)) for e in error.errors()]
    return declared


def _laid_over(usual: dict[str, object], own: dict[str, object]) -> dict[str, object]:
    """The fields of both: where both have one, the council's own; a table's, field by field."""
    merged = usual | own
    for name, value in own.items():
        if isinstance(under := usual.get(name), dict) and isinstance(value, dict):
            merged[name] = _laid_over(under, value)
    return merged


# pydantic's messages are for developers: what each means to the person who wrote the file.
_MUST = {
    "literal_error": "can be {choices}",
    "enum": "can be {choices}",
    "string_too_long": "must be {max_length} characters or fewer",
    "string_too_short": "must be {min_length} characters or more",
    "string_type": "must be text, in quotation marks",
    "greater_than_equal": "must be {ge} or more",
    "less_than_equal": "must be {le} or less",
    "tuple_type": "must be a list, in square brackets",
    "dict_type": "must be a table",
    "model_type": "must be a table",
    "int": "must be a whole number",
    "bool": "must be true or false",
    "date": "must be a date, like 2022-04-01",
}


def _in_words(error: ErrorDetails, model: type[Declared]) -> str:
    """A pydantic error in the words of the person who wrote the file."""
    where = _where(error["loc"])
    match error["type"]:
        case "extra_forbidden":
            known = _field_names(model, error["loc"])
            return f"{where} is not a field.{did_you_mean(str(error['loc'][-1]), known)}"
        case "missing":
            return f"{where} is missing, and it is needed."
        case "value_error":
            message = str(error["ctx"]["error"]).rstrip(".") + "."
            return f"{_table_in_words(error['loc'], -2)}: {message}" if where else message
        case "string_pattern_mismatch" if error["loc"] == ("id",):
            return f"the file's name is the id, so it must look like {_SMALL_LETTERS}."
        case kind:
            return f"{where} is {_given(error['input'])}; it {_must(kind, error.get('ctx', {}))}."


def _where(loc: tuple[int | str, ...]) -> str:
    """('better',): 'better'. ('ambitions', 2, 'title'): 'title' in [[ambitions]] number 3."""
    named = [at for at, part in enumerate(loc) if isinstance(part, str)]
    if not named:
        return ""
    outer = [_table_in_words(loc, at) for at in named[:-1]]
    items = [f", item {part + 1}," for part in loc[named[-1] + 1 :] if isinstance(part, int)]
    inside = f" in {', '.join(outer)}" if outer else ""
    return f"'{loc[named[-1]]}'{inside}{''.join(items)}"


def _table_in_words(loc: tuple[int | str, ...], at: int) -> str:
    after = loc[at + 1]
    return f"[[{loc[at]}]] number {after + 1}" if isinstance(after, int) else f"[{loc[at]}]"


def _field_names(model: type[Declared], loc: tuple[int | str, ...]) -> list[str]:
    """The names of the fields of the table that holds what is at `loc`: an ambition's, for
    ('ambitions', 2, 'titel') of a Strategy."""
    for part in loc[:-1]:
        if part in model.model_fields:
            kind = model.model_fields[str(part)].annotation
            model = next(filter(_is_table, (kind, *get_args(kind))))
    return [field.alias or name for name, field in model.model_fields.items()]


def _is_table(kind: object) -> TypeGuard[type[Declared]]:
    return isinstance(kind, type) and issubclass(kind, Declared)


def _must(kind: str, context: Mapping[str, object]) -> str:
    if kind == "string_pattern_mismatch":
        code = "8" in str(context["pattern"])
        return f"must look like {'E10000024' if code else _SMALL_LETTERS}"
    words = _MUST.get(kind) or _MUST.get(kind.partition("_")[0], "is not what belongs here")
    expected = str(context.get("expected", "")).replace("'", "").replace(" or ", ", ")
    return words.format(**context, choices=join_words(expected.split(", ")))


def _given(value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case dict():
            return "a table"
        case list():
            return "a list"
        case _:
            return f"'{value}'" if len(str(value)) <= 60 else f"'{str(value)[:57]}...'"


def _not_shown(
    councils: dict[str, Council], strategies: dict[str, Strategy], indicators: dict[str, Indicator]
) -> frozenset[str]:
    """The measures that a council leaves out, and those that none of its ambitions has: a strategy
    may have some of the ambitions that everybody's measures name, or none."""
    left_out = {name for council in councils.values() for name in council.without}
    ambitions = {a.id: a.indicators for s in strategies.values() for a in s.ambitions}
    nobodys = {i.id for i in indicators.values() if i.ambition not in ambitions}
    left_out |= nobodys.difference(*ambitions.values())
    return frozenset(i.id for i in indicators.values() if {i.id, i.in_year_of} & left_out)


def _outside_every_strategy(
    strategies: dict[str, Strategy], indicators: dict[str, Indicator], everybodys: set[str]
) -> Iterator[Problem]:
    """Indicators that name an ambition or a criterion that no strategy has, nor several of
    everybody's measures."""
    named = {
        "ambition": {a.id for s in strategies.values() for a in s.ambitions},
        "criterion": {c.id for s in strategies.values() for c in s.criteria},
    }
    declared = [i for i in indicators.values() if not i.in_year_of]
    for field, known in named.items():
        many = Counter(getattr(i, field) for i in declared if i.id in everybodys)
        for i in declared:
            name = getattr(i, field)
            if name and name not in known and many[name] < 2:
                yield _unknown(f"{i.id}.toml", field, name, known)


def _named_by(strategy: Strategy) -> Iterator[str]:
    """The indicators that a strategy names, and does not take for their ambition alone."""
    for ambition in strategy.ambitions:
        yield from ambition.indicators
    for c in strategy.criteria:
        yield from (*c.headline, *((c.parity.ours, c.parity.everyone) if c.parity else ()))


def _pointing_at_nothing(indicators: dict[str, Indicator], names: set[str]) -> Iterator[Problem]:
    """Indicators that an indicator names and no file declares."""
    for i in indicators.values():
        for other in sorted(set(i.read_with) - names):
            yield _unknown(f"{i.id}.toml", "read_with", other, names)
        for field, wanted in (("coverage", i.coverage), ("not_known", i.not_known)):
            if wanted and wanted not in names:
                yield _unknown(f"{i.id}.toml", field, wanted, names)


def _promised_on_nothing(strategies: dict[str, Strategy], names: set[str]) -> Iterator[Problem]:
    """Indicators that a strategy names and that no file declares, or the council leaves out."""
    for s in strategies.values():
        for a in s.ambitions:
            for other in sorted(set(a.indicators) - names):
                yield _unknown(f"{s.id}.toml", f"ambition '{a.id}'", other, names)
        for c in s.criteria:
            named = {*c.headline, *((c.parity.ours, c.parity.everyone) if c.parity else ())}
            for other in sorted(named - names):
                yield _unknown(f"{s.id}.toml", f"criterion '{c.id}'", other, names)


def _beside_others(strategies: dict[str, Strategy], names: set[str]) -> Iterator[Problem]:
    """Strategies of the same years, whose commitments nobody could tell apart by their ids; and
    accounts and priorities that name what nobody has declared."""
    of_years: dict[str, str] = {}
    for s in strategies.values():
        first = of_years.setdefault(s.years, s.id)
        if first != s.id:
            message = f"{first}.toml has the same years, {s.years}: one of each is enough."
            yield Problem(f"{s.id}.toml", message)
        ambitions = {a.id for a in s.ambitions}
        for back in s.looking_back:
            for other in sorted(set(back.indicators) - names):
                yield _unknown(f"{s.id}.toml", f"looking back, '{back.name}'", other, names)
        for named in {p.ambition for p in s.priorities if p.ambition} - ambitions:
            yield _unknown(f"{s.id}.toml", "a priority", named, ambitions)


def _setting_out_nothing(
    frameworks: dict[str, Framework], strategies: dict[str, Strategy], names: set[str]
) -> Iterator[Problem]:
    """Measures and commitments that a framework names and nothing declares."""
    promised = {f"{s.years}/{name}" for s in strategies.values() for name in commitments(s)}
    for f in frameworks.values():
        for heading in f.headings.values():
            for name in sorted({*heading.indicators} - names):
                yield _unknown(f"{f.id}.toml", f"'{heading.title}'", name, names)
            for name in sorted({*heading.commitments} - promised if promised else ()):
                yield _unknown(f"{f.id}.toml", f"'{heading.title}'", name, promised)


def _breakdowns(
    divided: dict[str, Breakdowns], councils: dict[str, Council]
) -> dict[str, Breakdown]:
    """What measures may be seen by here: a place by the council's districts, where it has any."""
    districts = next((c.districts.names for c in councils.values() if c.districts), ())
    declared = {name: b for each in divided.values() for name, b in each.breakdowns.items()}
    places = {n: b.model_copy(update={"categories": districts}) for n, b in declared.items()}
    return {n: places[n] if b.role == "place" else b for n, b in declared.items()}


def _divided(
    indicators: dict[str, Indicator], breakdowns: dict[str, Breakdown], problems: list[Problem]
) -> dict[str, Indicator]:
    """The indicators, each with the categories of what it names in `by`."""
    divided = {}
    for i in indicators.values():
        unknown = [name for name in i.by if name not in breakdowns]
        problems += [_unknown(f"{i.id}.toml", "by", name, {*breakdowns}) for name in unknown]
        named = {name: breakdowns[name].categories for name in i.by if name in breakdowns}
        here = {name: categories for name, categories in named.items() if categories}
        divided[i.id] = i.model_copy(update={"breakdowns": {**i.breakdowns, **here}})
    return divided


def _seen_by_nothing(
    councils: dict[str, Council], indicators: dict[str, Indicator]
) -> Iterator[Problem]:
    """Breakdowns that council.toml publishes of a measure that has no such."""
    for council in councils.values():
        for name, chosen in council.disclosure.breakdowns.items():
            known = set(indicators[name].breakdowns) if name in indicators else {*chosen}
            for other in sorted({*chosen} - known):
                yield _unknown("council.toml", f"breakdowns.{name}", other, known)


def _related_to_nothing(
    relations: dict[str, Relations], councils: dict[str, Council], names: set[str]
) -> Iterator[Problem]:
    """Indicators that relations.toml or council.toml name and no file declares."""
    for related in relations.values():
        for other in sorted(related.indicators - names):
            yield _unknown("relations.toml", "a relation", other, names)
    for council in councils.values():
        rule = council.disclosure
        alone, shared = {*rule.percent_alone}, {n for r in relations.values() for n in r.indicators}
        for other in sorted({*rule.breakdowns, *rule.always_show, *alone} - names):
            yield _unknown("council.toml", "[disclosure]", other, names)
        for other in sorted({item.measure for item in council.offer if item.measure} - names):
            yield _unknown("council.toml", "[[offer]]", other, names)
        for other in sorted(alone & shared):
            why = "it shares children with another, and their counts would tell its own"
            yield Problem("council.toml", f"'percent_alone' cannot name '{other}': {why}.")


def _like_nothing(
    learnt: Wobbles, indicators: dict[str, Indicator], names: set[str]
) -> Iterator[Problem]:
    """Indicators that behave like what has no wobble, and wobbles of what is not declared."""
    known = {*get_args(Kind), *learnt.measures}
    for i in indicators.values():
        if i.wobble_like not in known:
            yield _unknown(f"{i.id}.toml", "wobble_like", i.wobble_like, known)
    for other in sorted(set(learnt.measures) - names):
        yield _unknown("wobble.toml", "[measures]", other, names)


def _missing_wording(vocabulary: Vocabulary) -> Iterator[Problem]:
    """Words of a verdict without wording, wording of no such word, and wording that cannot be
    filled in."""
    for kind, words in KINDS.items():
        there: dict[str, VocabularyEntry] = getattr(vocabulary, kind)
        known = {str(word) for word in words}
        for word in sorted(known - set(there)):
            yield Problem(_WORDS, f'[{kind}."{word}"] is missing, and it is needed.')
        for word in sorted(set(there) - known):
            hint = did_you_mean(word, known)
            yield Problem(_WORDS, f'[{kind}."{word}"] is not a word of a verdict.{hint}')
        for word, entry in there.items():
            where = f'[{kind}."{word}"]'
            for sentence in (entry.label, entry.meaning):
                yield from _unknown_places(where, sentence, ("country",))
            for sentence in (entry.says, entry.says_without_range):
                yield from _unknown_places(where, sentence, PLACES)


def _unknown_places(where: str, sentence: str, places: tuple[str, ...]) -> Iterator[Problem]:
    """Names in braces that cannot be filled in."""
    try:
        braces = {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}
    except ValueError:
        yield Problem(_WORDS, f"{where} says '{sentence}': a brace stands alone there.")
        return
    known = join_words([f"{{{place}}}" for place in places], "and") if places[1:] else "{country}"
    for name in sorted(braces - set(places)):
        yield Problem(_WORDS, f"{where} says '{{{name}}}'. What can be filled in is {known}.")


def _unknown(file: str, field: str, name: str, known: set[str]) -> Problem:
    few = f" There are {join_words(sorted(known), 'and')}." if 0 < len(known) <= 10 else ""
    hint = did_you_mean(name, known) or few
    return Problem(file, f"{field} names '{name}', which nothing declares.{hint}")
