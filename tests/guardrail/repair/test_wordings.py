import pytest

from guardrail.repair.wordings import reworded, wordings

NOBODY: frozenset[str] = frozenset()


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("He utilised it and commences now.", "He used it and starts now."),
        ("Prior to lunch", "Before lunch"),
        ("it is prior, to me", "it is prior, to me"),
        ("ask Prior to sing", "ask Prior to sing"),
        ("please rectify it", "please rectify it"),
        ("please rectify the fault", "please put right the fault"),
        ("please request a form", "please ask for a form"),
        ("the request a form makes", "the request a form makes"),
        ("coping mechanisms", "ways of coping"),
        ("Furthermore, he left", "Also, he left"),
        ("With regard to the fee, he left", "As for the fee, he left"),
        ("before submission of the form", "before sending the form"),
        ("informed consent", "informed consent"),
    ],
)
def test_official_words_give_way(text, plain):
    assert reworded(text, NOBODY) == plain


def test_words_of_the_persons_own_stay():
    assert reworded("He utilised it prior to lunch.", frozenset(("utilis",))) == "He utilised it before lunch."


def test_the_longest_wording_comes_first():
    lengths = [[len(wording.official) for wording in filed] for filed in wordings().values()]
    assert lengths == [sorted(found, reverse=True) for found in lengths]


def test_nothing_plain_is_official_itself():
    for filed in wordings().values():
        for wording in filed:
            if not wording.needs:
                assert reworded(again := reworded(wording.plain, NOBODY), NOBODY) == again
