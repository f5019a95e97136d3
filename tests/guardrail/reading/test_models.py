import json
from hashlib import sha256

import numpy as np
import pytest
from tokenizers import Tokenizer
from tokenizers.models import WordLevel

from guardrail.errors import ModelError
from guardrail.reading import models
from guardrail.reading.models import CARD, GRAPH, WORDS, Encoded, Encoder, chosen, open_encoder, open_tokenizer
from guardrail.types import Conversation, Mode

TALK = Conversation.of("Rex died")
REPLY = "Oh no. He died."
FIRST, *OTHERS = Mode
WORD_IDS = {"[UNK]": 0, "[CLS]": 1, "[SEP]": 2, "[PAD]": 3, "Oh": 4, "no": 5, "He": 6, "died": 7}


class Session:
    """A graph whose log-odds are the weights of the reply's tokens, as many as there are modes."""

    def run(self, names, given):
        self.names, self.given = names, given
        return [given["shares"][:, -len(Mode) :]]


def tokenizer():
    from tokenizers.pre_tokenizers import Whitespace

    made = Tokenizer(WordLevel(WORD_IDS, unk_token="[UNK]"))
    made.pre_tokenizer = Whitespace()
    return made


@pytest.fixture
def folder(tmp_path):
    """A folder with a graph, words, and the card that has their hashes."""
    (tmp_path / GRAPH).write_bytes(b"graph")
    tokenizer().save(str(tmp_path / WORDS))
    hashes = {name: sha256((tmp_path / name).read_bytes()).hexdigest() for name in (GRAPH, WORDS)}
    (tmp_path / CARD).write_text(json.dumps({"sha256": hashes, "most_tokens": 16}))
    return tmp_path


def refused(folder):
    with pytest.raises(ModelError) as caught:
        open_encoder(folder)
    return caught.value


def test_a_whole_folder_is_opened(folder, monkeypatch):
    monkeypatch.setattr(models, "_session", lambda file: Session())
    read = open_encoder(folder).read(TALK, REPLY, [(0, 6)])
    assert read.modes.keys() == set(Mode)


@pytest.mark.parametrize("name", [GRAPH, WORDS])
def test_a_file_that_is_missing_is_named_with_the_hash_it_should_have(folder, name):
    (folder / name).unlink()
    error = refused(folder)
    assert (error.file.name, error.expected) == (name, json.loads((folder / CARD).read_text())["sha256"][name])
    assert f"{name}: found No such file or directory; allowed: the file with sha256 {error.expected}" in str(error)


@pytest.mark.parametrize("name", [GRAPH, WORDS])
def test_a_file_that_is_damaged_is_named_with_the_hash_it_should_have(folder, name):
    (folder / name).write_bytes(b"damaged")
    error = refused(folder)
    assert (error.file.name, error.expected) == (name, json.loads((folder / CARD).read_text())["sha256"][name])
    assert error.found == f"sha256 {sha256(b'damaged').hexdigest()}"


@pytest.mark.parametrize("card", [None, b"", b"{", b"[]", b"{}", b'{"sha256": {}}', b"\xff"])
def test_a_card_that_is_missing_or_damaged_is_named(folder, card):
    (folder / CARD).unlink()
    if card is not None:
        (folder / CARD).write_bytes(card)
    error = refused(folder)
    assert (error.file.name, error.expected) == (CARD, "")


@pytest.mark.parametrize("fault", [ImportError("no onnxruntime"), RuntimeError("no graph"), MemoryError()])
def test_a_graph_that_cannot_be_opened_is_named_with_why(folder, monkeypatch, fault):
    def fails(file):
        raise fault

    monkeypatch.setattr(models, "_session", fails)
    error = refused(folder)
    assert (error.file.name, error.expected) == (GRAPH, sha256(b"graph").hexdigest())
    assert error.found == f"{type(fault).__name__}: {fault}"


def test_what_is_no_graph_is_named(folder):
    assert refused(folder).file.name == GRAPH


def test_a_tokenizer_neither_cuts_nor_pads(tmp_path):
    made = tokenizer()
    made.enable_truncation(2)
    made.enable_padding(length=9, pad_id=3, pad_token="[PAD]")
    made.save(str(tmp_path / WORDS))
    assert open_tokenizer(tmp_path / WORDS).encode("He died Oh").ids == [6, 7, 4]


def test_a_reply_is_read_whole_and_without_each_of_its_sentences():
    session = Session()
    read = Encoder(session, tokenizer(), 32).read(TALK, REPLY, [(0, 6), (7, 15)])
    shares = session.given["shares"]
    assert session.names == ["modes"]
    assert {name: array.dtype for name, array in session.given.items()} == {
        "ids": np.int32,
        "segments": np.int32,
        "shares": np.float32,
    }
    assert session.given["ids"].shape == session.given["segments"].shape == (1, shares.shape[1])
    reply = session.given["segments"][0] == 1
    assert shares.sum(axis=1) == pytest.approx([1.0, 1.0, 1.0])
    assert not shares[:, ~reply].any()
    assert (shares[:, reply] > 0).astype(int).tolist() == [
        [1, 1, 1, 1, 1, 1, 1],
        [0, 0, 0, 1, 1, 1, 1],
        [1, 1, 1, 0, 0, 0, 1],
    ]
    assert read.modes == {mode: pytest.approx(1 / 7) for mode in Mode}
    assert [without[FIRST] for without in read.without] == [pytest.approx(1 / 4), 0.0]


def test_a_reply_of_endless_sentences_is_left_whole_beyond_the_fortieth():
    read = Encoder(Session(), tokenizer(), 32).read(TALK, "Oh. " * 100, [(4 * i, 4 * i + 3) for i in range(100)])
    assert len(read.without) == 40


@pytest.mark.parametrize(
    ("reply", "sentences"), [("", []), ("Oh", [(0, 2)]), ("\ud800", [(0, 1)]), ("😭\ud83d no", [])]
)
def test_the_oddest_replies_are_read(reply, sentences):
    read = Encoder(Session(), tokenizer(), 32).read(Conversation.of(f"{reply} Rex"), reply, sentences)
    assert len(read.without) == len(sentences)


def test_the_sentences_that_carry_a_mode_the_most_telling_first():
    rest = dict.fromkeys(OTHERS, 0.0)
    read = Encoded({FIRST: 1.0, **rest}, tuple({FIRST: value, **rest} for value in (0.8, 1.5, 1.0, -2.0)))
    assert read.carried(FIRST) == [(3, 3.0), (0, pytest.approx(0.2))]
    assert read.carried(OTHERS[0]) == []


def test_what_is_wrong_with_the_shipped_encoder_is_told_and_not_raised(folder, monkeypatch):
    (folder / GRAPH).unlink()
    monkeypatch.setattr(models, "open_encoder", lambda: open_encoder(folder))
    found = models.shipped.__wrapped__()
    assert isinstance(found, ModelError)
    assert found.file.name == GRAPH


@pytest.mark.parametrize("use", ["preferred", "required", "off"])
def test_the_encoder_that_is_there_is_chosen_unless_it_is_off(monkeypatch, use):
    monkeypatch.setattr(models, "shipped", lambda: "the encoder")
    assert chosen(use) == (None if use == "off" else "the encoder")


def test_an_encoder_that_is_not_there_is_told_or_raised_as_the_policy_says(monkeypatch, tmp_path):
    error = ModelError(tmp_path / GRAPH, "abc", "nothing")
    monkeypatch.setattr(models, "shipped", lambda: error)
    assert (chosen("preferred"), chosen("off")) == (error, None)
    with pytest.raises(ModelError, match="abc"):
        chosen("required")


def test_an_encoder_that_is_off_is_not_even_opened(monkeypatch):
    monkeypatch.setattr(models, "shipped", lambda: pytest.fail("opened"))
    assert chosen("off") is None
