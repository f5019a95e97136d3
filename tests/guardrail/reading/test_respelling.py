import pytest

from guardrail.reading.respelling import Respelling, without_figures

MEANT = Respelling.of({"die": "dei", "kill": "kil"}, ["suicide", "myself", "overdone"])


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("dei", "die"),
        ("dieeee", "die"),
        ("killlll", "kill"),
        ("sucide", "suicide"),
        ("suiicide", "suicide"),
        ("suixide", "suicide"),
        ("suicdie", "suicide"),
        ("myslef", "myself"),
        ("overdone", "overdone"),
        ("die", "die"),
        ("died", "died"),
        ("sooo", "sooo"),
        ("decide", "decide"),
        ("", ""),
    ],
)
def test_the_word_that_was_meant(written, meant):
    assert MEANT(written) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [("su1c!de", "suicide"), ("k@te", "kate"), ("100 pills", "100 pills"), ("die! now", "die! now"), ("$5", "$5")],
)
def test_figures_between_letters_are_letters(written, meant):
    assert without_figures(written) == meant
    assert len(without_figures(written)) == len(written)
