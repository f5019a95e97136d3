import pytest

from guardrail.repair.plain import plain
from guardrail.repair.quantities import quantities


def found(text):
    return [(fact.kind, fact.words, fact.key) for fact in quantities(plain(text))]


@pytest.mark.parametrize(
    ("words", "kind", "key"),
    [
        ("20 mg", "measure", "20 mg"),
        ("20mg", "measure", "20 mg"),
        ("20-milligram", "measure", "20 mg"),
        ("2 tablets", "measure", "2 tablet"),
        ("three days", "measure", "3 day"),
        ("ninety (90) days", "measure", "90 day"),
        ("three more days", "measure", "3 day"),
        ("3-5 business days", "measure", "3-5 business day"),
        ("between three and five business days", "measure", "3-5 business day"),
        ("two or three weeks", "measure", "2-3 week"),
        ("half an hour", "measure", "0.5 hour"),
        ("two and a half hours", "measure", "2.5 hour"),
        ("1 1/2 cups", "measure", "1.5 cup"),
        ("twice a day", "measure", "2 time/day"),
        ("three times per week", "measure", "3 time/week"),
        ("once daily", "measure", "1 time/day"),
        ("5 mg/kg", "measure", "5 mg/kg"),
        ("one tablet a day", "measure", "1 tablet/day"),
        ("-5°C", "measure", "-5 °c"),
        ("minus 5 degrees", "measure", "-5 degree"),
        ("5in", "measure", "5 inch"),
        ("60 mph", "measure", "60 mph"),
        ("16 GB", "measure", "16 gb"),
        ("8-year", "measure", "8 year"),
        ("$1,200.50", "amount", "1200.5 $"),
        ("US$20", "amount", "20 $"),
        ("fifty dollars", "amount", "50 $"),
        ("A$50", "amount", "50 a$"),
        ("€ 30", "amount", "30 €"),
        ("EUR 30", "amount", "30 €"),
        ("£5k", "amount", "5000 £"),
        ("£5m", "amount", "5000000 £"),
        ("₹5,00,000", "amount", "500000 ₹"),
        ("Rs. 5 lakh", "amount", "500000 ₹"),
        ("KSh 200", "amount", "200 ksh"),
        ("R100", "amount", "100 r"),
        ("$20 a month", "amount", "20 $/month"),
        ("$20 monthly", "amount", "20 $/month"),
        ("£9.99 per person", "amount", "9.99 £/person"),
        ("3.5%", "amount", "3.5 %"),
        ("twenty per cent", "amount", "20 %"),
        ("$5-10", "amount", "5-10 $"),
    ],
)
def test_a_quantity_has_one_spelling(words, kind, key):
    assert found(f"It is {words}, they say.") == [(kind, words, key)]


@pytest.mark.parametrize(
    "text",
    [
        "I am 5 and you are 7.",
        "one day at a time",
        "one minute",
        "I told you three times",
        "5 in total",
        "six lessons",
        "10 tips",
        "a hundred percent with you",
        "twice",
        "the two of us",
    ],
)
def test_what_is_no_quantity(text):
    assert found(text) == []


def test_a_year_ago_is_no_rhythm():
    assert found("I paid $50 a year ago")[0][1] == "$50"


@pytest.mark.parametrize(
    ("text", "soft"), [("two tablets", True), ("2 tablets", True), ("20 mg", False), ("$2", False)]
)
def test_small_measures_are_soft_and_money_never_is(text, soft):
    assert quantities(plain(text))[0].soft is soft


def test_a_quantity_says_its_number_too():
    assert {"20 mg/day", "20 mg", "20"} == quantities(plain("20 mg a day"))[0].gives
