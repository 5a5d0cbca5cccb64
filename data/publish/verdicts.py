"""The verdicts of an edition: worked out when it is made, or taken over from the edition before
where nothing that they rest on has changed. Officers only."""

import hashlib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.metadata import version
from pathlib import Path

import pandas as pd
from pydantic import BaseModel

import metrics
import schemas
from metrics.changes.words import EditionWords
from metrics.criteria.answers import answer_criteria
from metrics.verdicts.evidence import SeriesEvidence, gather_evidence
from metrics.verdicts.judge import judge
from metrics.verdicts.ranking import funnels, rankings
from metrics.verdicts.verdict import CriterionAnswer, Verdict
from schemas.declared import Schemas

LIBRARIES = ("numpy", "scipy", "statsmodels")


def judged(
    cells: pd.DataFrame, schemas: Schemas, before: Mapping[str, Verdict]
) -> dict[str, pd.DataFrame]:
    """The tables of an edition that say something: verdict, criterion_answer, standing, funnel.

    `cells` are as the edition holds them; what is hidden has no number. `before` are the verdicts
    of the edition before, by what they were made from.
    """
    asked = gather_evidence(cells, schemas)
    verdicts = _verdicts(asked, schemas, before)
    return {
        "verdict": _frame(Verdict, verdicts),
        "criterion_answer": _frame(CriterionAnswer, answer_criteria(asked, verdicts, schemas)),
        "standing": rankings(cells, asked, verdicts, schemas),
        "funnel": funnels(cells, asked),
    }


def spoken(cells: pd.DataFrame, schemas: Schemas, before: Mapping[str, Verdict]) -> EditionWords:
    """All that such an edition would say in words, without its places and funnels."""
    asked = gather_evidence(cells, schemas)
    verdicts = _verdicts(asked, schemas, before)
    return EditionWords(verdicts, answer_criteria(asked, verdicts, schemas), schemas)


def _verdicts(
    asked: Sequence[SeriesEvidence], schemas: Schemas, before: Mapping[str, Verdict]
) -> list[Verdict]:
    made_from = [_fingerprint(question, schemas) for question in asked]
    pairs = zip(made_from, asked, strict=True)
    new = {mark: question for mark, question in pairs if mark not in before}
    said = dict(zip(new, judge(list(new.values()), schemas), strict=True))
    found = {**before, **said}
    return [found[mark].model_copy(update={"made_from": mark}) for mark in made_from]


def _fingerprint(question: SeriesEvidence, schemas: Schemas) -> str:
    """A hash of all that a verdict rests on: the figures, which are public, the words and the
    rules."""
    country = schemas.council.country.name
    said = "\n".join((repr(question), schemas.words.model_dump_json(), country, rules()))
    return hashlib.sha256(said.encode()).hexdigest()[:32]


@cache
def rules() -> str:
    """A hash of the rules themselves and of the libraries that they stand on."""
    whole = hashlib.sha256(" ".join(version(name) for name in LIBRARIES).encode())
    for file in files_of_the_rules():
        whole.update(file.read_bytes())
    return whole.hexdigest()


def files_of_the_rules() -> list[Path]:
    """Every module that decides a word or a hiding: of metrics/, schemas/ and this room."""
    rooms = [*metrics.__path__, *schemas.__path__, str(Path(__file__).parent)]
    return sorted(file for room in rooms for file in Path(room).rglob("*.py"))


def _frame(model: type[BaseModel], rows: Sequence[BaseModel]) -> pd.DataFrame:
    """One row each, every field a column. Object columns, so that what is not there stays None."""
    return pd.DataFrame(
        [r.model_dump() for r in rows], columns=list(model.model_fields), dtype=object
    )
