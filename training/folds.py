"""Which sources are left out together: every item is scored by models that never saw its source."""

from __future__ import annotations

FOLDS: tuple[frozenset[str], ...] = (
    frozenset(("atelier", "commons", "counter", "mirror", "ordinary", "parish", "plain", "vigil", "mh_eval", "vera")),
    frozenset(("gallery", "harbor", "hearth", "longform", "salon", "mrbench")),
)


def fold_of(source: str) -> int:
    """The fold that a source belongs to. Raises ValueError for one that no fold names."""
    for index, sources in enumerate(FOLDS):
        if source in sources:
            return index
    raise ValueError(f"source {source!r}: found in no fold; add it to training/folds.py")
