"""What must be known to trust a page: for its foot, its notes, the speaker's questions."""

from collections.abc import Iterator

from heatqa.language import number, say
from heatqa.review.pages import Page, Provenance, Review


def cover_line(review: Review) -> str:
    """Whose review it is, if the company has told its name, and up to when the records reach."""
    cut_off = say("review.cut_off", moment=review.provenance.as_of)
    if review.company == say("review.company"):
        return cut_off
    return say("forms.cover_line", company=review.company, cut_off=cut_off)


def facts(page: Page) -> list[str]:
    """Period, cut-off, cases, clauses, reading and data note, each as it is written."""
    told = [line("period", page.period), page.cut_off]
    if page.cases is not None:
        told.append(line("cases", number(page.cases)))
    if page.clauses:
        told.append(line("clauses", say("forms.between").join(page.clauses)))
    if page.reading:
        told.append(line("reading", page.reading))
    if page.data_note:
        told.append(line("data_note", page.data_note))
    return told


def line(name: str, text: str) -> str:
    """A fact with what it is called."""
    return named(say(f"forms.{name}"), text)


def named(label: str, text: str) -> str:
    """Something with the name that it has already in the user's language."""
    return say("forms.fact", label=label, text=text)


def definition(page: Page) -> list[str]:
    """How the figures of a page are counted, if it says so."""
    return [line("definition", page.definition)] if page.definition else []


def foot(page: Page) -> list[str]:
    """The lines below a page: how it is counted, and what it is counted from."""
    return [*definition(page), say("forms.beside").join(facts(page))]


def spoken(page: Page) -> list[str]:
    """What the presenter says of a page, and what to know for it: the notes below a slide."""
    return [*speech(page), *definition(page), *facts(page)]


def speech(page: Page) -> list[str]:
    """One finding, one number, one caveat."""
    said = page.speech
    return [
        line("finding", said.finding),
        line("number", said.number),
        line("caveat", said.caveat),
    ]


def questions(page: Page) -> Iterator[tuple[str, str]]:
    """What listeners are likely to ask about a page, with what it has to answer."""
    if page.definition:
        yield say("forms.ask.counted"), page.definition
    if page.cases is not None:
        yield say("forms.ask.cases"), say("forms.answer.cases", n=number(page.cases))
    if page.clauses:
        yield say("forms.ask.clauses"), say("forms.between").join(page.clauses)
    if page.reading:
        yield say("forms.ask.reading"), page.reading
    if page.data_note:
        yield say("forms.ask.data"), page.data_note
    tables = [table.title for table in page.tables]
    if tables:
        yield say("forms.ask.rows"), say("forms.between").join(tables)


def origins(provenance: Provenance) -> list[tuple[str, str]]:
    """Where the numbers come from: run, generation, source, moment, profile, versions."""
    told = [
        (say("forms.origin.run"), provenance.run),
        (say("forms.origin.generation"), provenance.generation),
        (say("forms.origin.source"), provenance.source),
        (say("forms.origin.as_of"), provenance.as_of),
        (say("forms.origin.profile"), provenance.profile or say("forms.origin.no_profile")),
        (say("forms.origin.made_at"), provenance.made_at),
    ]
    return told + [(name, version) for name, version in provenance.versions.items()]


def every_origin(review: Review) -> list[tuple[str, str]]:
    """All that a file's properties say of where its numbers come from, readings included.

    Each is named once, as properties must be.
    """
    return list(dict([*origins(review.provenance), *review.provenance.readings.items()]).items())
