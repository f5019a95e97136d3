"""A hook that posts hand-overs to an address: signed as the Standard Webhooks say, redacted, tried again."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import logging
import os
from time import time
from urllib.parse import urlsplit

from guardrail.audit.record import handed_over
from guardrail.errors import ConfigurationError, GuardrailError, MissingExtra
from guardrail.policy.schema import Policy
from guardrail.types import Conversation, Outcome

try:
    import httpx
    from tenacity import (
        Retrying,
        retry_if_exception_type,
        stop_after_attempt,
        stop_before_delay,
        wait_random_exponential,
    )
except ModuleNotFoundError as missing:
    raise MissingExtra(str(missing.name), "proxy") from missing

from guardrail_adapters.correlation import request_id
from guardrail_adapters.retrying import seconds, waiting

TIMEOUT = 5.0  # seconds for one try
TRIES = 5
DELAY = 60.0  # seconds after which no further try begins

_BACKOFF = wait_random_exponential(multiplier=0.5, max=10)
_LEAST = 16  # bytes of a secret
_PREFIX = "whsec_"
_LATER = (408, 409, 425, 429)

logger = logging.getLogger("guardrail.handover")


class RefusedError(GuardrailError):
    """The receiver answered that it does not want a hand-over."""


class BusyError(GuardrailError):
    """The receiver cannot take a hand-over now; `retry_after` is the wait in seconds that it asked for, or 0."""

    def __init__(self, status: int, retry_after: float) -> None:
        self.retry_after = retry_after
        super().__init__(f"the receiver answered {status}")


class Webhook:
    """Posts what is handed over: `Guard(policy, hand_over=Webhook(policy, url))`. Blocks; a guard calls it on a thread.

    The body is the record of the outcome as JSON, with the hand-over's `id` and the client's `request` id, and with
    words only where the policy's `hand_over.texts` says so. `transport` stands in for the network.
    """

    def __init__(
        self, policy: Policy, url: str, secret_from: str = "", transport: httpx.BaseTransport | None = None
    ) -> None:
        """`secret_from` names the environment variable of the secret, where it is not the policy's.

        Raises ConfigurationError for what is no address, and where there is no secret or a short one.
        """
        self._policy = policy
        self._url = _address(url)
        self._secret = _secret(secret_from or policy.hand_over.secret_from)
        self._transport = transport

    def __call__(self, conversation: Conversation, outcome: Outcome) -> None:
        """Post one hand-over. Raises RefusedError, or BusyError and httpx.TransportError when all tries are used up."""
        entry = {**handed_over(self._policy, conversation, outcome), "request": request_id.get()}
        body = json.dumps(entry).encode()
        with httpx.Client(timeout=TIMEOUT, transport=self._transport) as client:  # hand-overs are too rare to keep one
            self._retrying()(lambda: self._post(client, entry["id"], body))

    def _retrying(self) -> Retrying:
        return Retrying(
            retry=retry_if_exception_type((BusyError, httpx.TransportError)),
            stop=stop_after_attempt(TRIES) | stop_before_delay(DELAY),
            wait=waiting(_BACKOFF),
            reraise=True,
        )

    def _post(self, client: httpx.Client, name: str, body: bytes) -> None:
        stamp = str(int(time()))
        headers = {
            "content-type": "application/json",
            "webhook-id": name,
            "webhook-timestamp": stamp,
            "webhook-signature": f"v1,{signature(self._secret, name, stamp, body)}",
        }
        response = client.post(self._url, content=body, headers=headers)
        if response.status_code >= 500 or response.status_code in _LATER:
            raise BusyError(response.status_code, seconds(response.headers.get("retry-after", "")))
        if not response.is_success:
            raise RefusedError(f"the receiver answered {response.status_code}")


def signature(secret: bytes, name: str, stamp: str, body: bytes) -> str:
    """HMAC-SHA256 over id, timestamp and body with full stops between, in base64."""
    signed = hmac.new(secret, f"{name}.{stamp}.".encode() + body, hashlib.sha256)
    return base64.b64encode(signed.digest()).decode()


def _address(url: str) -> str:
    try:
        parts = urlsplit(url)
        right = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is no number, or too large
        right = False
    if not right:
        raise ConfigurationError(f"hand-over: found {url!r}; allowed: an address like https://desk.example/hand-overs")
    return url


def _secret(variable: str) -> bytes:
    """The secret in an environment variable: text, or base64 after "whsec_"."""
    value = os.environ.get(variable, "")
    try:
        encoded = value.startswith(_PREFIX)
        secret = base64.b64decode(value.removeprefix(_PREFIX), validate=True) if encoded else value.encode()
    except binascii.Error:
        raise _no_secret(variable, f"no base64 after {_PREFIX}") from None
    if len(secret) < _LEAST:
        raise _no_secret(variable, f"{len(secret)} bytes" if value else "nothing")
    return secret


def _no_secret(variable: str, found: str) -> ConfigurationError:
    allowed = f"{_LEAST} bytes and more, as text or as base64 after {_PREFIX}"
    return ConfigurationError(f"hand-over secret in the variable {variable}: found {found}; allowed: {allowed}")
