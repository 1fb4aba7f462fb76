"""Lesson 3: forty customers' words, what they are about, what kind, how urgent."""

import polars as pl

from heatqa.complaints import material, taxonomy
from heatqa.complaints.data import read
from heatqa.training.drawing.material import Drawn, agreed, chance, exercise, picked, shuffled
from heatqa.training.exercises import Exercise, Item
from heatqa.training.texts import Words
from heatqa.workbench import Workbench

LESSON = 3
_PHRASES = 40
_OTHERS = 8
_EXAMPLES = 5
_SURE = 0.8
# Texts of so many characters can be joined to one that is still read at a glance.
_BRIEF = 26
_ENDS = "。.!?…！？,，"
_HALF = 0.5
# Leaves offered beside the right ones where not all thirty are.
_BESIDE = 3


def draw(bench: Workbench) -> Drawn:
    """Forty phrases, words that mislead, two matters in one, kinds and emergencies."""
    cases = agreed(bench)
    by_cases = asked(cases)
    return Drawn(
        exercises=[by_cases[0], misleading(_OTHERS), *by_cases[1:]],
        examples={"worked": _worked(cases)},
    )


def asked(cases: pl.DataFrame) -> list[Exercise]:
    """The exercises that are drawn from cases, the forty phrases first."""
    return [
        leaves(cases, _PHRASES),
        two_leaves(cases, _OTHERS - 2),
        kinds(cases, _OTHERS),
        urgent(cases, _OTHERS),
    ]


def leaves(cases: pl.DataFrame, count: int, name: str = "leaves") -> Exercise:
    """What each customer's words are about; every leaf comes before any comes again."""
    words = Words(LESSON, "leaves")
    chosen = picked(_plain(cases), count, name, by="leaf")
    return exercise(
        words,
        name,
        "choice",
        (
            Item(
                ask=case["text"],
                answer=case["leaf"],
                reason=words("reason", leaf=_named(case["leaf"]), because=case["because"]),
                pointed=(words("pointed", because=case["because"]),),
            )
            for case in chosen
        ),
        options=_labels(taxonomy.leaves()),
    )


def misleading(count: int, name: str = "misleading") -> Exercise:
    """Words that hold another word in them: 热 in 热线 is no heat, 漏 in 漏接 no leak."""
    words = Words(LESSON, "misleading")
    traps = sorted(read("normal.toml")["traps"], key=len, reverse=True)
    rows = [
        {"text": phrase.text, "leaf": phrase.leaf, "trap": trap}
        for phrase in material.phrases()
        for trap in [next((trap for trap in traps if trap in phrase.text), None)]
        if trap
    ]
    outside = {taxonomy.OUTSIDE: words("outside")}
    options = outside | _labels(["T1.1", "T3.1", "T3.3", "T5.2", "T7.1", "T7.2"])
    frame = pl.DataFrame(rows).filter(pl.col("leaf").is_in(list(options)))
    return exercise(
        words,
        name,
        "choice",
        (
            Item(
                ask=row["text"],
                answer=row["leaf"],
                reason=words("reason", trap=row["trap"], leaf=options[row["leaf"]]),
                pointed=(words("pointed", trap=row["trap"]),),
            )
            for row in picked(frame, count, name, by="leaf")
        ),
        options=options,
    )


def two_leaves(cases: pl.DataFrame, count: int, name: str = "two_leaves") -> Exercise:
    """Two matters in one breath, put together from two cases so that both are known for sure."""
    words = Words(LESSON, "two_leaves")
    short = _plain(cases).filter(
        ~pl.col("text").str.contains("〔"), pl.col("text").str.len_chars() <= _BRIEF
    )
    in_front = short.filter(pl.col("leaf").str.slice(0, 2).is_in(["T1", "T3"]))
    behind = short.filter(pl.col("leaf").str.slice(0, 2).is_in(["T5", "T7"]))
    pairs = zip(
        picked(in_front, count, name, by="leaf"),
        picked(behind, count, f"{name} behind", by="leaf"),
        strict=True,
    )
    items = []
    for first, second in pairs:
        texts = [first["text"].rstrip(_ENDS), second["text"].rstrip(_ENDS)]
        both = [first["leaf"], second["leaf"]]
        # Whatever is said first, the order of the rules decides which is the first leaf.
        told = texts if chance(texts[0]).random() < _HALF else texts[::-1]
        items.append(
            Item(
                ask=words("joined", one=told[0], other=told[1]),
                answer=both,
                reason=words("reason", first=_named(both[0]), second=_named(both[1])),
                pointed=(words("pointed", because=first["because"]),),
                options=_among(both, f"{name} {texts[0]}"),
            )
        )
    return exercise(words, name, "several", items)


def kinds(cases: pl.DataFrame, count: int, name: str = "kinds") -> Exercise:
    """What kind of matter a text is, on which the time to answer depends."""
    words = Words(LESSON, "kinds")
    options = words.options()
    clear = _of_clear_kind(cases)
    clocks = words.options("clocks")
    return exercise(
        words,
        name,
        "choice",
        (
            Item(
                ask=row["text"],
                answer=row["record_type"],
                reason=words(
                    "reason", kind=options[row["record_type"]], clock=clocks[row["record_type"]]
                ),
                pointed=(words("pointed"),),
            )
            for row in picked(clear, count, name, by="record_type")
        ),
        options=options,
    )


def urgent(cases: pl.DataFrame, count: int, name: str = "urgent") -> Exercise:
    """Whether a crew has to leave at once."""
    words = Words(LESSON, "urgent")
    clear = cases.filter(pl.col("urgent").is_not_null(), pl.col("leaf").is_not_null())
    # Leaks and cold, where it has to be thought about, not bills.
    near = clear.filter(pl.col("leaf").str.slice(0, 2).is_in(["T1", "T2", "T3"]))
    return exercise(
        words,
        name,
        "choice",
        (
            Item(
                ask=row["text"],
                answer="yes" if row["urgent"] else "no",
                reason=words("reason_yes" if row["urgent"] else "reason_no"),
                pointed=(words("pointed"),),
            )
            for row in picked(near, count, name, by="urgent")
        ),
        options=words.options(),
    )


def _plain(cases: pl.DataFrame) -> pl.DataFrame:
    """Cases about one matter that is clear."""
    return cases.filter(
        pl.col("confidence") >= _SURE, pl.col("second_leaf").is_null(), pl.col("leaf").is_not_null()
    )


def _of_clear_kind(cases: pl.DataFrame) -> pl.DataFrame:
    """Cases whose kind nobody disputes: a cold room may be a complaint or a repair."""
    listed = Words(LESSON, "kinds").rows("leaves")
    clear = [(kind, leaf or None) for kind, leaves in listed.items() for leaf in leaves]
    wanted = pl.DataFrame(clear, schema=["record_type", "leaf"], orient="row")
    return cases.join(
        wanted, on=["record_type", "leaf"], how="semi", nulls_equal=True, maintain_order="left"
    )


def _worked(cases: pl.DataFrame) -> pl.DataFrame:
    """Five cases read from words to leaf, kind and urgency; none of them is asked."""
    words, kinds_of = Words(LESSON, "worked"), Words(LESSON, "kinds").options()
    whole = _of_clear_kind(_plain(cases)).drop_nulls("urgent")
    phrases = picked(_plain(cases), _PHRASES, "leaves", by="leaf")
    rest = whole.filter(~pl.col("text").is_in([case["text"] for case in phrases]))
    urgency = Words(LESSON, "urgent").options()
    return pl.DataFrame(
        [
            {
                words("text"): row["text"],
                words("because"): row["because"],
                words("leaf"): _named(row["leaf"]),
                words("kind"): kinds_of[row["record_type"]],
                words("urgent"): urgency["yes" if row["urgent"] else "no"],
            }
            for row in picked(rest, _EXAMPLES, "worked", by="record_type")
        ]
    )


def _labels(codes: list[str]) -> dict[str, str]:
    return {code: taxonomy.label(code) for code in codes}


def _named(leaf: str) -> str:
    return f"{leaf} {taxonomy.label(leaf)}"


def _among(right: list[str], name: str) -> dict[str, str]:
    """The right leaves among a few others, in an order that tells nothing."""
    others = [leaf for leaf in taxonomy.leaves() if leaf not in right]
    beside = chance(name).sample(others, _BESIDE)
    return shuffled(_labels([*right, *beside]), name)
