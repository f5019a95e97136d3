"""How far words alone tell the labels apart: where TF-IDF does well, a detector that does well has shown little."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, LeaveOneGroupOut, cross_val_predict
from sklearn.pipeline import make_pipeline, make_union

from guardrail.types import Mode
from training.intent import Matrix
from training.items import Item
from training.signals import Labels
from training.weigh import area

TOO_EASY, FOLDS = 0.9, 5
TEXTS = ("reply", "message + reply")
FLOORS: dict[tuple[str, str], tuple[float, ...]] = {  # TF-IDF on the benchmark, in the order of Mode, and the mean
    ("scenarios", "reply"): (0.842, 0.663, 0.802, 0.996, 0.826),
    ("scenarios", "message + reply"): (0.814, 0.682, 0.816, 0.993, 0.826),
    ("sources", "reply"): (0.65, 0.50, 0.48, 0.91, 0.64),
    ("sources", "message + reply"): (0.65, 0.50, 0.48, 0.91, 0.64),
}


@dataclass(frozen=True)
class Separation:
    """Strict AUC of items that the model had not seen, by `split` ("scenarios", "sources") and `text` (TEXTS).

    `modes` has that of each mode over all items and, last, "macro"; `sources` the mean of the modes within a source.
    """

    split: str
    text: str
    modes: Mapping[str, float]
    sources: Mapping[str, float]


def report(items: Sequence[Item]) -> Iterator[str]:
    """A table of what TF-IDF reaches, the benchmark's figures beside it, and a warning of what is too easy."""
    found = separations(items)
    yield "AUC of TF-IDF and a logistic model (in brackets: on the benchmark)"
    yield _line("left out", [each.split for each in found])
    yield _line("read", [each.text for each in found])
    for row, mode in enumerate([*Mode, "macro"]):
        cells = [f"{each.modes[mode]:.3f} ({FLOORS[each.split, each.text][row]:.2f})" for each in found]
        yield _line(mode, cells)
    yield from filter(None, map(too_easy, found))


def _line(name: str, cells: Sequence[str]) -> str:
    return f"  {name:<21}" + "".join(f"{cell:>17}" for cell in cells)


def too_easy(found: Separation) -> str:
    """The warning of what words alone tell apart with whole sources left out; "" where there is none."""
    high = [f"{name} {value:.2f}" for name, value in {**found.modes, **found.sources}.items() if value > TOO_EASY]
    if found.split != "sources" or not high:
        return ""
    return f"warning: too easy from {found.text} with sources left out (above {TOO_EASY:.2f}): {', '.join(high)}"


def separations(items: Sequence[Item]) -> list[Separation]:
    """What TF-IDF reaches with scenarios left out (FOLDS folds) and with each source left out, on each text."""
    reply = CountVectorizer(preprocessor=lambda item: item.reply.lower(), min_df=2)
    message = CountVectorizer(preprocessor=lambda item: item.conversation.last_user.lower(), min_df=2)
    texts = dict(zip(TEXTS, (reply, make_union(message, reply)), strict=True))
    values = {text: counter.fit_transform(items) for text, counter in texts.items()}
    splits = {
        "scenarios": (GroupKFold(FOLDS), np.array([item.scenario for item in items])),
        "sources": (LeaveOneGroupOut(), np.array([item.source for item in items])),
    }
    return [
        _separation(items, (split, text), {mode: _scores(_labels(items, mode), values[text], *by) for mode in Mode})
        for split, by in splits.items()
        for text in TEXTS
    ]


def _scores(labels: Labels, values: Any, splitter: Any, groups: Any) -> Matrix:
    """Log-odds by models that never saw the item's group; nan where readers would split."""
    judged = labels != 1
    logistic = LogisticRegression(solver="liblinear", dual=True, random_state=0)  # the dual is ten times as fast here
    scores = np.full(len(labels), np.nan)
    scores[judged] = cross_val_predict(
        make_pipeline(TfidfTransformer(sublinear_tf=True), logistic),
        values[judged],
        labels[judged] == 2,
        groups=groups[judged],
        cv=splitter,
        method="decision_function",
    )
    return scores


def _labels(items: Sequence[Item], mode: Mode) -> Labels:
    return np.array([item.labels[mode] for item in items])


def _separation(items: Sequence[Item], by: tuple[str, str], scores: Mapping[Mode, Matrix]) -> Separation:
    sources = np.array([item.source for item in items])
    modes = {mode.value: area(_labels(items, mode), scores[mode]) for mode in Mode}
    each = {
        str(source): [area(_labels(items, mode)[sources == source], scores[mode][sources == source]) for mode in Mode]
        for source in np.unique(sources)
    }
    means = {source: _mean(areas) for source, areas in each.items()}
    return Separation(*by, {**modes, "macro": _mean(list(modes.values()))}, means)


def _mean(areas: Sequence[float]) -> float:
    """The mean of the areas that are known; nan where none is."""
    known = [value for value in areas if not np.isnan(value)]
    return float(np.mean(known)) if known else float("nan")
