"""The verdicts of an edition: computed when it is published; reused from the edition before where
inputs and rules are unchanged. Officers only."""

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


def verdict_tables(
    cells: pd.DataFrame, schemas: Schemas, before: Mapping[str, Verdict]
) -> dict[str, pd.DataFrame]:
    """The tables of an edition that hold words: verdict, criterion_answer, standing, funnel.

    `cells` are as the edition holds them; what is hidden has no number. `before` are the verdicts
    of the edition before, by what they were made from.
    """
    evidence = gather_evidence(cells, schemas)
    verdicts = _verdicts(evidence, schemas, before)
    return {
        "verdict": _frame(Verdict, verdicts),
        "criterion_answer": _frame(CriterionAnswer, answer_criteria(evidence, verdicts, schemas)),
        "standing": rankings(cells, evidence, verdicts, schemas),
        "funnel": funnels(cells, evidence),
    }


def wording_of(
    cells: pd.DataFrame, schemas: Schemas, before: Mapping[str, Verdict]
) -> EditionWords:
    """All that such an edition would say in words, without its places and funnels."""
    evidence = gather_evidence(cells, schemas)
    verdicts = _verdicts(evidence, schemas, before)
    return EditionWords(verdicts, answer_criteria(evidence, verdicts, schemas), schemas)


def _verdicts(
    evidence: Sequence[SeriesEvidence], schemas: Schemas, before: Mapping[str, Verdict]
) -> list[Verdict]:
    marks = [_fingerprint(series, schemas) for series in evidence]
    new = {mark: s for mark, s in zip(marks, evidence, strict=True) if mark not in before}
    judged = dict(zip(new, judge(list(new.values()), schemas), strict=True))
    verdicts = {**before, **judged}
    return [verdicts[mark].model_copy(update={"made_from": mark}) for mark in marks]


def _fingerprint(series: SeriesEvidence, schemas: Schemas) -> str:
    """A hash of all that a verdict rests on: the figures, which are public, the words and the
    rules."""
    words, country = schemas.words.model_dump_json(), schemas.council.country.name
    whole = "\n".join((repr(series), words, country, ruleset_fingerprint()))
    return hashlib.sha256(whole.encode()).hexdigest()[:32]


@cache
def ruleset_fingerprint() -> str:
    """A hash of the rules themselves and of the libraries that they stand on."""
    whole = hashlib.sha256(" ".join(version(name) for name in LIBRARIES).encode())
    for file in ruleset_files():
        whole.update(file.read_bytes())
    return whole.hexdigest()


def ruleset_files() -> list[Path]:
    """Every module that decides a word or a hiding: of metrics/, schemas/ and this room."""
    rooms = [*metrics.__path__, *schemas.__path__, str(Path(__file__).parent)]
    return sorted(file for room in rooms for file in Path(room).rglob("*.py"))


def _frame(model: type[BaseModel], rows: Sequence[BaseModel]) -> pd.DataFrame:
    """One row each, every field a column. Object columns, so that what is not there stays None."""
    return pd.DataFrame(
        [r.model_dump() for r in rows], columns=list(model.model_fields), dtype=object
    )
