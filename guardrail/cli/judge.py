"""`guardrail judge`: a file of items, judged line by line."""

from __future__ import annotations

from guardrail.bench.results import judged
from guardrail.cli import feed
from guardrail.cli.options import ItemsFile, PolicyName, SkipBad
from guardrail.engine import Guard


def judge(items: ItemsFile, policy: PolicyName = "default", skip_bad: SkipBad = False) -> None:
    """Judge items, one JSON line out for each line in, in order.

    A line out: id, scores and flagged per mode, findings with the quoted words, the decision, and ms.
    A line that cannot be read stops the command (exit status 2), unless --skip-bad is given.

    \b
    guardrail judge items.jsonl > verdicts.jsonl
    tail -f replies.jsonl | guardrail judge - --skip-bad
    """
    guard = Guard.load(policy)
    for item in feed.items(items, skip_bad):
        feed.write(judged(guard, item))
