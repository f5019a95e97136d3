from io import StringIO

from rich.console import Console

from guardrail import Conversation, Guard
from guardrail.bench.items import Item
from guardrail.bench.repairs import repaired
from guardrail.cli.pairs import pair
from guardrail.policy.schema import Policy
from guardrail.testing import FlagWords


def test_a_pair_marks_what_differs_and_names_what_fails():
    item = Item("[i]7", Conversation.of("my [b]dog[/b] barks"), "That is somewhat sad and odd.")
    guard = Guard(Policy(name="p"), [FlagWords("somewhat", replacement="very")])
    console = Console(width=200, file=StringIO())
    console.print(pair(repaired(guard, item, None)))
    shown = console.file.getvalue()
    assert "[i]7" in shown
    assert "my [b]dog[/b] barks" in shown
    assert "That is [-somewhat-] sad and odd." in shown
    assert "That is {+very+} sad and odd." in shown
    assert "rewrite (mended: emotional_attenuation); replies tried 1, calls of the model 0" in shown
    assert shown.index("emotional_attenuation 1.00") < shown.index("no mode is flagged")
