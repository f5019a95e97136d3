"""A model that is played from a script: an ASGI app with written replies, whole or streamed word by word.

It speaks chat completions, responses and Anthropic's messages. It is the demo's upstream and the tests' model. It can
also fail in every way in which an upstream fails, and send what is right in awkward shapes.
"""

from guardrail_adapters.scripted.app import Script, Turn, scripted_upstream
from guardrail_adapters.scripted.faults import Fault
from guardrail_adapters.scripted.quirks import Quirk

__all__ = ["Fault", "Quirk", "Script", "Turn", "scripted_upstream"]
