"""A model that is played from a script: an OpenAI-compatible ASGI app with written replies, streamed word by word.

It is the demo's upstream and the tests' model. It can also fail in every way in which an upstream fails.
"""

from guardrail_adapters.scripted.app import Script, Turn, scripted_upstream
from guardrail_adapters.scripted.faults import Fault

__all__ = ["Fault", "Script", "Turn", "scripted_upstream"]
