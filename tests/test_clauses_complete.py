"""The catalogue holds every clause of the source documents, each judged or with its reason."""

import json
from pathlib import Path

import pytest

from heatqa import errors
from heatqa.clauses import Clause, load

CATALOGUE = load()
REFERENCE = Path(__file__).parent.parent.parent / "shared" / "reference" / "clauses.json"
CLAUSES = list(CATALOGUE.clauses.values())


@pytest.fixture(scope="module")
def reference() -> dict[str, dict[str, str]]:
    if not REFERENCE.is_file():
        pytest.skip("the list of source clauses is not part of the checkout")
    entries = json.loads(REFERENCE.read_text(encoding="utf-8"))["clauses"]
    return {entry["id"]: entry for entry in entries}


def test_each_source_clause_has_an_entry_in_the_order_of_the_documents(reference):
    assert list(CATALOGUE.clauses) == list(reference)


def test_document_number_and_class_are_those_of_the_source(reference):
    for clause in CLAUSES:
        entry = reference[clause.id]
        # A remark in brackets after the number is the list's, not the document's.
        number = entry["clause_no"].partition(" (")[0]
        found = (clause.document, clause.number, clause.cls)
        assert found == (entry["doc"], number, entry["cls"]), clause.id


def test_rules_are_in_our_own_words(reference):
    for clause in CLAUSES:
        assert clause.rule["zh"].rstrip("。") != reference[clause.id]["text_zh"].rstrip("。")


@pytest.mark.parametrize("clause", CLAUSES, ids=lambda clause: clause.id)
def test_every_clause_is_judged_shown_as_a_spread_or_says_why_not(clause: Clause):
    if clause.cls in ("O", "U", "N"):
        assert clause.form == "unjudged"
    if clause.cls == "M3":
        assert clause.form in ("distribution", "unjudged")
    assert bool(CATALOGUE.reason(clause)) is not clause.judged
    assert all(clause.label[language] for language in ("en", "zh"))


def test_every_reason_is_used_and_speaks_both_languages():
    used = {clause.terms["why"] for clause in CLAUSES if clause.form == "unjudged"}
    assert used == set(CATALOGUE.reasons)
    for reason in CATALOGUE.reasons.values():
        assert set(reason.says) == {"en", "zh"}
        assert reason.needs is None or set(reason.needs) == {"en", "zh"}


def test_verdicts_under_a_clause_without_any_are_refused_with_the_reason():
    with pytest.raises(errors.ClauseNotJudged, match="on the spot"):
        CATALOGUE.judged_clause("S6-2.2.3")
    with pytest.raises(errors.ClauseNotJudged, match="sets no limit"):
        CATALOGUE.judged_clause("S6-1.1b")


def test_clauses_are_chosen_by_document_class_source_and_word():
    assert {c.cls for c in CATALOGUE.chosen(classes=("O", "U"))} == {"O", "U"}
    assert {c.document for c in CATALOGUE.chosen(document="S7")} == {"S7"}
    assert {c.fact for c in CATALOGUE.chosen(fact="visits")} == {"visits"}
    assert "S3-1.4A" in [c.id for c in CATALOGUE.chosen(search="鞋套")]
    assert "S3-1.4A" in [c.id for c in CATALOGUE.chosen(search="Shoe Covers")]
    assert CATALOGUE.chosen(document="S8", classes=("O",)) == []
