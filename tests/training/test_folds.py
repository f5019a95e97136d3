import pytest

from training.folds import FOLDS, fold_of
from training.items import HERE


def test_every_set_of_ours_is_in_one_fold():
    found = [source for sources in FOLDS for source in sources]
    assert len(found) == len(set(found))
    assert {path.stem for path in HERE.glob("*.jsonl")} <= set(found)


def test_a_source_is_found_or_named():
    assert {fold_of(source) for source in FOLDS[1]} == {1}
    with pytest.raises(ValueError, match="'nowhere'"):
        fold_of("nowhere")
