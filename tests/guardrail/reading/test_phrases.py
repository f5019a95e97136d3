import itertools
import random
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guardrail.reading.phrases import PhraseIndex, expand, words_of


def words(text):
    """The words of sentences that are divided by full stops."""
    found, start = [], 0
    for number, sentence in enumerate(text.split(".")):
        found.extend(words_of(sentence, start, number))
        start += len(sentence) + 1
    return tuple(found)


def found(phrase, text):
    matches = PhraseIndex({"x": [phrase]}).search(words(text))
    return [" ".join(word.key for word in words(text)[match.first : match.last + 1]) for match in matches]


@pytest.mark.parametrize(
    ("phrase", "text", "matched"),
    [
        ("at least", "well at least you", ["at least"]),
        ("at least", "at the least", []),
        ("don't", "i dont and i don't", ["dont", "dont"]),
        ("well-being", "the well being", ["well being"]),
        ("(calm|settle) down", "calm down or settle down", ["calm down", "settle down"]),
        ("(calm|settle) down", "calm or down", []),
        ("(really |very )?sorry", "sorry. very sorry", ["sorry", "very sorry"]),
        ("feelings?", "feeling feelings feelingss", ["feeling", "feelings"]),
        ("process~", "process processes unprocessed", ["process", "processes"]),
        ("from * to", "from to", ["from to"]),
        ("from * to", "from a b c to", ["from a b c to"]),
        ("from * to", "from a b c d to", []),
        ("from * to", "from a. b to", []),
        ("from * to", "from. to", []),
        ("at least", "at. least", []),
        ("^yes", "yes. no yes. yes", ["yes", "yes"]),
        ("^(yes|no) sir", "no sir. oh yes sir", ["no sir"]),
        ("a (b (c|d)? )?e", "a e. a b e. a b c e", ["a e", "a b e", "a b c e"]),
        ("(a|a b|a b c)", "a b c", ["a b c"]),
        ("a b", "a b a b", ["a b", "a b"]),
        ("a * b", "a a b b", ["a a b b"]),
        ("sorry, but", "sorry but", ["sorry but"]),
        ("SORRY", "sorry", ["sorry"]),
        ("café", "the café", ["café"]),
    ],
)
def test_the_operators(phrase, text, matched):
    assert found(phrase, text) == matched


@pytest.mark.parametrize(
    ("phrase", "said"),
    [
        ("a)", "closing bracket without an opening one"),
        ("(a", "opening bracket without a closing one"),
        ("((a)", "opening bracket without a closing one"),
        ("?", "question mark with nothing before it"),
        ("(a)??", "question mark with nothing before it"),
        ("", "may be empty"),
        ("a?", "may be empty"),
        ("(a)?", "may be empty"),
        ("(a|)", "may be empty"),
        ("abc~", "at least 4 letters"),
        ("~", "at least 4 letters"),
        ("* a", "a gap stands between words"),
        ("a *", "a gap stands between words"),
        ("(a )?* b", "a gap stands between words"),
        ("*", "a gap stands between words"),
        ("a * b * c * d", "at most 2 gaps"),
        ("it happens$", "'happens[$]' is no word"),
        ("so *sad", "'[*]sad' is no word"),
        ("pro~cess", "is no word"),
        ("(a|b c) " * 16, "more than 50,000 wordings"),
        ("(" * 5000, "too many brackets|without a closing one"),
    ],
)
def test_a_malformed_phrase_is_refused(phrase, said):
    with pytest.raises(ValueError, match=said):
        expand(phrase)
    with pytest.raises(ValueError, match=said):
        PhraseIndex({"x": [phrase]})


@pytest.mark.parametrize(
    ("phrase", "text", "matched"),
    [
        ("my <kin>", "my mum and my aunt and my boss", ["my mum", "my aunt"]),
        ("<kin> <did>", "mum said. aunt did", ["mum said"]),
        ("<kin> (<did> )?(so|thus)", "mum so. aunt told thus. mum boss so", ["mum so", "aunt told thus"]),
        ("^<kin> <did>", "oh mum said. mum said", ["mum said"]),
        ("<kin> * <did>", "mum never once told", ["mum never once told"]),
    ],
)
def test_sets_of_words(phrase, text, matched):
    index = PhraseIndex({"x": [phrase]}, {"kin": ["mum", "aunt"], "did": ["said", "told"]})
    matches = index.search(words(text))
    assert [" ".join(word.key for word in words(text)[match.first : match.last + 1]) for match in matches] == matched


@pytest.mark.parametrize("phrase", ["my <kin>", "(a|b) <kin> (c|d)"])
def test_a_set_that_is_not_there_is_named(phrase):
    with pytest.raises(ValueError, match=r"<kin>.*is no word"):
        PhraseIndex({"x": [phrase]}, {"other": ["a"]})


@given(st.text("ab(|)?~* ^'-", max_size=12))
def test_any_phrase_is_read_or_refused(phrase):
    try:
        variants = expand(phrase)
    except ValueError:
        return
    assert variants
    assert all(variants)


@given(st.lists(st.sampled_from("abcd"), max_size=40))
def test_overlapping_matches_of_one_label_do_not_stay(letters):
    matches = PhraseIndex({"x": ["a b", "b a", "a (b )?c", "a * d"]}).search(words(" ".join(letters)))
    assert all(before.last < after.first for before, after in itertools.pairwise(matches))


def test_labels_do_not_push_each_other_out():
    matches = PhraseIndex({"x": ["a b"], "y": ["b c", "a"]}).search(words("a b c"))
    assert {(match.label, match.first, match.last) for match in matches} == {("x", 0, 1), ("y", 0, 0), ("y", 1, 2)}


@settings(max_examples=30)
@given(st.text(st.sampled_from("ab'_-.é\u0301 1"), max_size=60))
def test_words_lie_where_they_say(text):
    for word in words_of(text, 0, 0):
        assert text[word.start : word.end].replace("'", "") == word.key


def fastest(index, text):
    split = words(text)
    times = []
    for _ in range(3):
        started = perf_counter()
        index.search(split)
        times.append(perf_counter() - started)
    return min(times)


@pytest.mark.parametrize("unit", ["a ", "a b ", "process ", "a a a a b "])
def test_ten_times_the_text_is_not_much_more_than_ten_times_the_work(unit):
    index = PhraseIndex({"x": ["a * a * b", "(a |b )?(a |b )?c", "process~ * process~"], "y": ["a * b"]})
    short, long = ((unit * length)[:length] for length in (2_000, 20_000))
    assert fastest(index, long) < 40 * fastest(index, short)


def test_many_phrases_cost_little_more_than_few():
    letters = random.Random(0)
    phrases = ["".join(letters.choices("abcdefgh", k=6)) for _ in range(5_000)]
    text = "at least " * 5_000
    assert fastest(PhraseIndex({"x": ["at most", *phrases]}), text) < 10 * fastest(
        PhraseIndex({"x": ["at most"]}), text
    )
