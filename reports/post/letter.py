"""A letter a role after a publication: what changed in three sentences, one chart, and a link."""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import cache
from itertools import islice
from pathlib import Path

from markupsafe import Markup

from charts.svg.line_chart import svg
from data.editions.edition import Edition
from metrics.sentences import day
from reports.paper.pdf_file import png
from schemas.declared import Declared
from view_model.changes import Compared, changed_sentences, compare
from view_model.edition_view import EditionView, IndicatorView
from view_model.notes import meeting_actions, status_of, subject
from view_model.unknown import least_known_line

WORDS = Path(__file__).with_name("words.toml")
SENTENCES = 3
WIDE = 560  # pixels of a letter
CHART = (400, 300)  # of its chart, which a telephone shows at its full size
FIRST = "These are the first figures that are published here."
LETTER = Markup(
    "<html lang='en-GB'><body style='font: 16px/1.5 Arial, sans-serif; color: #0b0c0c; "
    "max-width: {}px; margin: 0 auto; padding: 16px'><h1 style='font-size: 22px'>{}</h1>"
    "<p>{}</p>{}{}{}<p style='font-size: 14px; color: #505a5f'>{}</p></body></html>"
)


class LetterWords(Declared):
    """What a letter to one role says, and which page it leads to."""

    subject: str
    corrected: str
    greeting: str
    lines: tuple[str, ...]
    page: str
    link: str


@cache
def _said() -> tuple[str, Mapping[str, LetterWords]]:
    declared = tomllib.loads(WORDS.read_text(encoding="utf-8"))
    taken_back = declared.pop("taken_back")
    return taken_back, {role: LetterWords.model_validate(d) for role, d in declared.items()}


def letters(view: EditionView, before: Edition | None) -> dict[str, bytes]:
    """Of an edition, beside the one before it, a letter to each role by its name; none where
    nothing differs. Addressed to nobody: whoever sends them knows whom."""
    compared = compare(view, before) if before else None
    if compared and not compared.in_words and compared.before.notes == view.edition.notes:
        return {}
    return {role: _letter(view, compared, role) for role in _said()[1]}


def letters_of_taken_back(view: EditionView, gone: Edition, when: datetime) -> dict[str, bytes]:
    """Of an edition that somebody went back from at a moment, a letter to each role, with none of
    its figures."""
    words, of = _said()[0], {"day": day(gone.made), "now": day(view.edition.made)}
    number, sentences = f"taken-back-{gone.name}", [words.format(**of)]
    return {
        role: _mail(view, role, number, when, said.corrected, sentences)
        for role, said in _said()[1].items()
    }


def _letter(view: EditionView, compared: Compared | None, role: str) -> bytes:
    said = _said()[1][role]
    sentences = [view.own(s) for s in islice(_sentences(view, compared, said.lines), SENTENCES)]
    title = said.corrected if compared and compared.corrections else said.subject
    opening = [view.own(said.greeting)] if compared else []
    sentences = [*opening, *sentences]
    edition = view.edition
    return _mail(view, role, edition.name, edition.made, title, sentences, _charted(view))


def _sentences(
    view: EditionView, compared: Compared | None, lines: tuple[str, ...]
) -> Iterator[str]:
    """What there is to say of each, a sentence or none."""
    for line in lines:
        match line:
            case "changed" if compared is None:
                yield FIRST
            case "changed" if compared and compared.in_words:
                yield f"Since {day(compared.before.made)}: {compared.in_words}."
            case "word" if compared and compared.words:
                yield f"{compared.words[0]}."
            case "corrected" if compared and compared.corrections:
                name = next(n for n, c in compared.figures.items() if c.corrected)
                measure = view.of(view.edition.schemas.indicators[name])
                told = changed_sentences(measure, compared.figures[name])
                yield f"{measure.indicator.short}: {next(t for t in told if 'Corrected' in t)}"
            case "question":
                yield from (
                    f"{_measure(view, card.indicator).headline}. {card.question}"
                    for card in view.cards.questions[:1]
                )
            case "celebration":
                yield from (
                    f"Worth celebrating: {_measure(view, card.indicator).headline}."
                    for card in view.cards.celebrations[:1]
                )
            case "actions":
                to_do = [
                    a for a in meeting_actions(view) if a.status != "done" and not a.illustrative
                ]
                many = "One action is" if len(to_do) == 1 else f"{len(to_do)} actions are"
                yield from (
                    f"{many} not done yet; the first is about {subject(view, a).lower()}: "
                    f"{status_of(view, a).lower()}."
                    for a in to_do[:1]
                )
            case "least":
                yield f"{least_known_line(view)}."


def _measure(view: EditionView, name: str) -> IndicatorView:
    return view.of(view.edition.schemas.indicators[name])


def _charted(view: EditionView) -> IndicatorView | None:
    """The measure that the letter draws: the first that is worth a question, or celebrating."""
    cards = (*view.cards.questions, *view.cards.celebrations)
    drawn = (_measure(view, card.indicator) for card in cards)
    return next((m for m in drawn if m.has_figures), None)


def _mail(
    view: EditionView,
    role: str,
    number: str,
    when: datetime,
    title: str,
    sentences: list[str],
    charted: IndicatorView | None = None,
) -> bytes:
    """The letter as a file that mail programs open and a job can send: the same every time."""
    edition, council = view.edition, view.council
    said = _said()[1][role]
    link = view.own(said.link)
    address = council.address and f"{council.address.rstrip('/')}/{said.page}"
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = title.format(council=council.name)
    mail["Date"] = format_datetime(when.replace(tzinfo=UTC))
    mail["Message-ID"] = f"<{number}.{role}@{council.code.lower()}.outcomes>"
    source = f"Edition {edition.name}, {council.name}. Every figure's source is on its page."
    alt = charted.chart.alt if charted else ""
    text = [*sentences, *([alt] if alt else []), *([f"{link}: {address}"] if address else [])]
    mail.set_content("\n\n".join([*text, source]) + "\n", cte="quoted-printable")
    html = LETTER.format(
        WIDE,
        title.format(council=council.name),
        sentences[0],
        Markup().join(Markup("<p>{}</p>").format(s) for s in sentences[1:]),
        Markup('<img src="cid:chart" width="{}" alt="{}" style="max-width: 100%">').format(
            CHART[0], alt
        )
        if charted
        else "",
        Markup('<p><a href="{}">{}</a></p>').format(address, link) if address else "",
        source,
    )
    mail.add_alternative(str(html), subtype="html", cte="quoted-printable")
    page = mail.get_body(("html",))
    if charted and isinstance(page, EmailMessage):
        page.add_related(png(svg(charted.chart, *CHART), ppi=144), "image", "png", cid="<chart>")
    for n, part in enumerate(p for p in mail.walk() if p.is_multipart()):
        part.set_boundary(f"part-{n}-{number}-{role}")
    return mail.as_bytes()
