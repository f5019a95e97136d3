"""Fit the reading of intent from the labelled needs: `python -m training.intent`."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import typer
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from guardrail.reading.intent import TARGETS, IntentModel, Target, cues, grams
from guardrail.reading.need import Need, read_need
from training.items import Labelled, needs

Matrix = NDArray[np.float64]
CUE_C, WORD_C, MIN_ITEMS, MOST_WORDS = 0.5, 3.0, 3, 1500

HOLDS: dict[Target, Callable[[dict[str, Any]], bool]] = {
    "heard": lambda need: need["wants"] == "heard",
    "answer": lambda need: need["wants"] == "answer",
    "position": lambda need: need["wants"] == "position",
    "explanation": lambda need: need["wants"] == "explanation",
    "help": lambda need: need["wants"] == "help",
    "text": lambda need: need["wants"] == "text",
    "amends": lambda need: need["wants"] == "amends",
    "feeling": lambda need: need["feeling"] >= 2,
    "short": lambda need: need["depth"] <= 1,
    "long": lambda need: need["depth"] >= 3,
    "hard": lambda need: need["hard"] != "none",
    "criticism": lambda need: need["hard"] == "criticism",
    "choice": lambda need: need["hard"] in ("choice", "moral"),
    "injustice": lambda need: need["hard"] in ("taboo", "dispute"),
    "ordinary": lambda need: (
        need["feeling"] == 0 and need["hard"] == "none" and need["wants"] not in ("heard", "amends")
    ),
}


def fit(rows: Sequence[Labelled], read: Sequence[Need]) -> IntentModel:
    """The model of all targets."""
    named = [cues(need) for need in read]
    names = list(named[0])
    cue_values = np.array([[row[name] for name in names] for row in named])
    vectorizer = TfidfVectorizer(analyzer=grams, min_df=MIN_ITEMS, max_features=MOST_WORDS, sublinear_tf=True)
    word_values = vectorizer.fit_transform([need.text for need in read]).toarray()
    words = list(vectorizer.get_feature_names_out())
    labels = [np.array([HOLDS[target](row.need) for row in rows]) for target in TARGETS]
    by_cue = [LogisticRegression(C=CUE_C, max_iter=5000).fit(cue_values, label) for label in labels]
    by_word = [LogisticRegression(C=WORD_C, max_iter=5000).fit(word_values, label) for label in labels]
    return IntentModel(
        TARGETS,
        tuple(float(model.intercept_[0]) for model in by_cue),
        tuple(float(model.intercept_[0]) for model in by_word),
        _weights(names, by_cue),
        _weights(words, by_word),
        dict(zip(words, map(float, vectorizer.idf_), strict=True)),
    )


def _weights(names: Sequence[str], models: Sequence[LogisticRegression]) -> dict[str, tuple[float, ...]]:
    columns: Matrix = np.array([model.coef_[0] for model in models])
    return {name: tuple(map(float, columns[:, index])) for index, name in enumerate(names)}


def left_out() -> dict[Target, float]:
    """The AUC of each target, every set of items read by a model that never saw it."""
    rows, read = _read()
    scores = {target: np.zeros(len(rows)) for target in TARGETS}
    sources = np.array([row.source for row in rows])
    for source in sorted(set(sources)):
        for index in np.flatnonzero(sources == source):
            for target, value in without(str(source)).read(read[index]).items():
                scores[target][index] = value
    return {
        target: float(roc_auc_score([HOLDS[target](row.need) for row in rows], scores[target])) for target in TARGETS
    }


@cache
def _read() -> tuple[tuple[Labelled, ...], tuple[Need, ...]]:
    rows = needs()
    return tuple(rows), tuple(read_need(row.conversation) for row in rows)


@cache
def without(source: str) -> IntentModel:
    """The model fitted on all sets of items but one, for reading that one."""
    rows, read = _read()
    seen = [index for index, row in enumerate(rows) if row.source != source]
    return fit([rows[index] for index in seen], [read[index] for index in seen])


def store(model: IntentModel) -> Path:
    """Write the weights where the reading finds them."""
    rounded = {
        part: {name: [round(value, 3) for value in row] for name, row in getattr(model, part).items()}
        for part in ("cues", "words")
    }
    stored = {
        "targets": model.targets,
        "cue_intercepts": [round(value, 4) for value in model.cue_intercepts],
        "word_intercepts": [round(value, 4) for value in model.word_intercepts],
        "idf": {word: round(value, 3) for word, value in model.idf.items()},
        **rounded,
    }
    path = Path(str(files("guardrail.reading"))) / "weights" / "intent.json"
    path.write_text(json.dumps(stored, ensure_ascii=False, separators=(",", ":")) + "\n", "utf-8")
    return path


def main() -> None:
    """Fit on the labelled needs, report AUC with whole sets left out, write the weights."""
    rows, read = _read()
    for target, area in left_out().items():
        held = sum(HOLDS[target](row.need) for row in rows)
        typer.echo(f"{target:12s} {held:4d} of {len(rows)}  AUC {area:.3f}")
    typer.echo(store(fit(rows, read)))


if __name__ == "__main__":
    typer.run(main)
