"""Reading what customers say: accuracy by leaf, voice and confusion, redaction, speed.

`python -m benchmarks.complaints` prints it all; `make bench` prints the lines of the races.
"""

import contextlib
import re
import tempfile
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from benchmarks import race
from heatqa import cli
from heatqa.complaints import accuracy, learning, lexicon, material, model
from heatqa.complaints.classifying import classify
from heatqa.complaints.normal import rewritten
from heatqa.complaints.taxonomy import CANNOT_TELL, OUTSIDE, group
from heatqa.redaction import accuracy as marked
from heatqa.redaction.learning import authors

TEXTS = {"small": 25_000, "medium": 25_000, "full": 100_000}
SECONDS_PER_TEXT = 30 / 100_000
# The last by an independent hand, whose texts nobody has looked at.
NAMES = ("development", "sealed", "stranger")
_WRITTEN = Path(__file__).parents[1] / "tests" / "texts"
_CITY = Path(__file__).parents[1] / "heatqa" / "simulate" / "texts.toml"
_TOLD = Path(__file__).parents[1] / "heatqa" / "complaints" / "told.csv"
_OWN_HAND = "W"
_SLOTS = {
    "temp": "15.5",
    "times": "4",
    "money": "1200",
    "days": "三天",
    "month": "11",
    "floor": "3",
}


def _marked(name: str) -> list[str]:
    """Marked lines for redaction; the tagger learns from those for development."""
    return authors().get(name) or marked.read(_WRITTEN / f"redaction_{name}.txt")


def results(size: str) -> Iterator[race.Result]:
    """Each accuracy against its target, and the time against half a minute for 100,000 texts."""
    for name in NAMES:
        score = accuracy.score(_labelled(name))
        yield race.share(f"leaf right, {name} texts", score.leaf, 0.85)
        yield race.share(f"group right, {name} texts", score.group, 0.93)
        yield race.share(f"urgent found, {name} texts", score.urgent_found, 0.95)
    hands = by_hand()
    yield race.share("leaf right, hands not learned from", hands.leaf, 0.85)
    yield race.share("group right, hands not learned from", hands.group, 0.93)
    yield race.share("urgent found, hands not learned from", hands.urgent_found, 0.95)
    called = float(
        hands.frame.filter("urgent").select(pl.col("is_urgent").cast(pl.Float64).mean()).item()
    )
    yield race.share("of what is called urgent right, hands not learned from", called, 0.75)
    leaf, of_group = city()
    yield race.share("leaf right, sentences of the simulated city", leaf, 0.85)
    yield race.share("group right, sentences of the simulated city", of_group, 0.93)
    for name in NAMES:
        score = marked.score(_marked(name))
        yield race.share(f"numbers found, {name} texts", score.recall(marked.NUMBERS), 0.98)
        yield race.share(f"names found, {name} texts", score.recall(marked.NAMES), 0.92)
        yield race.share(f"addresses found, {name} texts", score.recall(marked.ADDRESSES), 0.92)
        kept = 1 - score.altered / score.untouched
        yield race.share(f"texts without people kept, {name}", kept, 0.97)
    yield _speed(TEXTS[size])


def by_hand() -> accuracy.Score:
    """The whole texts that heatqa learns from, each hand's read by a model that saw none of them.

    Heatqa's own hand, who had seen the others' texts, is neither measured nor learned from.
    """
    lessons = [lesson for lesson in material.own() if lesson.hand != _OWN_HAND]
    told = accuracy.read(_TOLD).with_columns(hand=pl.col("id").str.slice(0, 1))
    frames = []
    for hand in sorted({lesson.hand for lesson in lessons} - {""}):
        learned = learning.learned([one for one in lessons if one.hand != hand], lexicon.own())
        frames.append(accuracy.score(told.filter(hand=hand), learned).frame)
    return accuracy.Score(pl.concat(frames))


def city() -> tuple[float, float]:
    """Leaf and group right on the simulated city's sentences, which another hand wrote."""
    written = tomllib.loads(_CITY.read_text(encoding="utf-8"))
    slots = _SLOTS | {name: words[0] for name, words in written["slots"].items()}
    pairs = [
        (leaf, re.sub(r"\{(\w+)\}", lambda slot: slots.get(slot[1], slot[1]), sentence))
        for leaf, voices in written["causes"].items()
        if leaf.startswith("T")
        for sentences in voices.values()
        for sentence in sentences
    ]
    said = classify([text for _, text in pairs])
    leaves = [leaf for leaf, _ in pairs]
    right = np.mean([one == other for one, other in zip(leaves, said["leaf"], strict=True)])
    groups = np.mean(
        [group(one) == other for one, other in zip(leaves, said["group"], strict=True)]
    )
    return float(right), float(groups)


def rivals() -> pl.DataFrame:
    """The share of sealed texts whose leaf is right: clues alone, characters alone, both."""
    frame = accuracy.score(_labelled("sealed")).frame.filter(pl.col("wanted") != CANNOT_TELL)
    texts = [rewritten(text) for text in frame.get_column("text")]
    wanted = frame.get_column("wanted").to_list()
    clues = lexicon.own()
    votes = np.zeros((len(texts), len(model.own().leaves)))
    hits = clues.hits(texts)
    for place, (leaf, _) in enumerate(clues.clues):
        votes[:, model.own().leaves.index(leaf)] += hits[:, place]
    by_clues = [model.own().leaves[at] for at in votes.argmax(axis=1)]
    lessons = material.own()
    leaves = [lesson.leaf for lesson in lessons]
    vectorizer = TfidfVectorizer(analyzer="char", ngram_range=(1, 2), sublinear_tf=True)
    made = vectorizer.fit_transform(
        [rewritten(text) for text in (lesson.text for lesson in lessons)]
    )
    read_as = vectorizer.transform(texts)
    scores = np.column_stack(
        [
            LogisticRegression(solver="liblinear", C=20.0)
            .fit(made, [found == leaf for found in leaves])
            .decision_function(read_as)
            for leaf in model.own().leaves
        ]
    )
    by_characters = [model.own().leaves[at] for at in scores.argmax(axis=1)]
    read = model.own().read(frame.get_column("text").to_list())
    both = model.own().first.probabilities(read).argmax(axis=1)
    said = {
        "clues": by_clues,
        "characters": by_characters,
        "both": [model.own().leaves[at] for at in both],
        "both and precedence": frame.get_column("leaf").to_list(),
    }
    shares = {
        name: np.mean([one == other for one, other in zip(leaves_said, wanted, strict=True)])
        for name, leaves_said in said.items()
    }
    return pl.DataFrame({"model": list(shares), "right": [round(x, 3) for x in shares.values()]})


def _labelled(name: str) -> pl.DataFrame:
    return accuracy.read(_WRITTEN / f"{name}.csv")


def _speed(count: int) -> race.Result:
    """The whole command, from a file of texts to a file of answers, its model learned as well."""
    sealed = _labelled("sealed").get_column("text").to_list()
    # No two alike: what many rows say in the same words is read once.
    rows = [
        {"id": at, "text": f"{sealed[at % len(sealed)]}{sealed[at * 7 % len(sealed)][:10]}，{at}"}
        for at in range(count)
    ]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "texts.jsonl"
        pl.DataFrame(rows).write_ndjson(file)
        model.own.cache_clear()
        start = time.perf_counter()
        with (
            (Path(folder) / "said.jsonl").open("w", encoding="utf-8") as said,
            contextlib.redirect_stdout(said),
        ):
            cli.main(["classify", str(file), "--format", "jsonl"])
        took, goal = time.perf_counter() - start, count * SECONDS_PER_TEXT
    return race.Result(
        f"heatqa classify {count:,} texts",
        round(took, 2),
        "s",
        goal,
        round(took / goal, 2),
        1,
        took <= goal,
    )


def main() -> None:
    """Print accuracy by leaf and voice, and what was taken for what."""
    pl.Config.set_tbl_rows(60)
    pl.Config.set_tbl_hide_dataframe_shape(active=True)
    for name in NAMES:
        score = accuracy.score(_labelled(name))
        print(f"{name}: leaf {score.leaf:.3f}, group {score.group:.3f}")
        print(f"urgent found {score.urgent_found:.3f}, false {score.urgent_false:.3f}")
        print(f"two leaves found {score.second_found:.3f}, false {score.second_false:.3f}")
        for part in (score.by_leaf, score.by_voice, score.confusion):
            print(part)
    print(rivals())
    print(f"simulated city: leaf {city()[0]:.3f}, group {city()[1]:.3f}; {OUTSIDE} left out")


if __name__ == "__main__":
    main()
