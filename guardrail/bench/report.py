"""The report of a bench as one HTML file that asks nothing of the network: style and pictures are inside."""

from __future__ import annotations

from dataclasses import dataclass

from jinja2 import Environment, PackageLoader, StrictUndefined

from guardrail.bench import wording
from guardrail.bench.breakdown import ENOUGH
from guardrail.bench.curve import roc
from guardrail.bench.disagreement import disagreements
from guardrail.bench.quality import Quality
from guardrail.bench.sample import Judged, sampled
from guardrail.policy.schema import Policy
from guardrail.types import Mode


@dataclass(frozen=True)
class Source:
    """What was measured: the policy, and the files of the labelled and the ordinary items ("" where there are none)."""

    policy: Policy
    items: str
    ordinary: str = ""


def report(source: Source, judged: Judged, figures: Quality, examples: int = 0) -> str:
    """The HTML. With `examples` it shows, for each mode, so many of the worst disagreements of either kind.

    These quote conversations, which are private; without them there are only figures and the names of groups.
    """
    sample = sampled(judged, resamples=0)
    return (
        _environment()
        .get_template("report.html")
        .render(
            source=source,
            figures=figures,
            modes=tuple(Mode),
            enough=ENOUGH,
            curves={mode: roc(sample.decisions(mode)) for mode in Mode},
            examples={mode: disagreements(judged, mode, examples) for mode in Mode} if examples else {},
        )
    )


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("guardrail.bench", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    filters = (wording.number, wording.percent, wording.rate, wording.interval, wording.percent_interval, wording.words)
    environment.filters.update({each.__name__: each for each in filters})
    return environment
