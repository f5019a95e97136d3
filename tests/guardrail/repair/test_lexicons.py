from guardrail.repair import lexicons


def test_an_index_is_built_once():
    assert lexicons.statements_index() is lexicons.statements_index()


def test_no_unit_has_a_spelling_of_another():
    for table in ("money", "measure"):
        spellings = [word for words in lexicons.load("units")[table].values() for word in words.split()]
        assert len(spellings) == len(set(spellings)) == len(lexicons.units(table))
    assert not lexicons.units("money").keys() & lexicons.units("measure").keys()


def test_words_are_in_their_form_for_matching():
    assert "cant" in lexicons.words("words", "negators")
    assert all("'" not in word for label in lexicons.load("words") for word in lexicons.words("words", label))


def test_words_that_deny_by_themselves_deny_something():
    assert lexicons.contraries()["unsafe"] == "safe"


def test_no_word_stands_on_two_sides():
    words = [word for sides in lexicons.load("contrasts") for side in sides for word in side.split()]
    assert len(words) == len(set(words))
