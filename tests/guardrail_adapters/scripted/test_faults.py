import httpx
import pytest

from guardrail.cli.listening import listening
from guardrail_adapters.scripted import Fault, scripted_upstream

PATHS = {"/v1/chat/completions": "messages", "/v1/responses": "input"}


def post(address, path, fault, **options):
    body = {PATHS[path]: [{"role": "user", "content": fault.value}]}
    return httpx.post(f"{address}{path}", json=body, **options)


@pytest.fixture(scope="module")
def address():
    with listening(scripted_upstream({fault.value: (fault,) for fault in Fault})) as found:
        yield found


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    ("fault", "status", "body"),
    [
        (Fault.UNAUTHORIZED, 401, '{"error"'),
        (Fault.RATE_LIMITED, 429, '{"error"'),
        (Fault.SERVER_ERROR, 500, '{"error"'),
        (Fault.HTML, 200, "<html>"),
        (Fault.TRUNCATED_JSON, 200, '{"id"'),
    ],
)
def test_faults_that_answer(address, path, fault, status, body):
    response = post(address, path, fault)
    assert response.status_code == status
    assert response.text.startswith(body)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault.DROP_BEFORE, httpx.RemoteProtocolError),
        (Fault.DROP_DURING, httpx.RemoteProtocolError),
        (Fault.HANG, httpx.ReadTimeout),
        (Fault.HANG_DURING, httpx.ReadTimeout),
    ],
)
def test_faults_that_do_not(address, path, fault, error):
    with pytest.raises(error):
        post(address, path, fault, timeout=0.2)


@pytest.mark.parametrize(
    ("words", "status", "kind"),
    [("429", 429, "rate_limit_error"), ("401", 401, "authentication_error"), ("Who?", 404, "not_found_error")],
)
def test_anthropics_api_fails_in_its_own_shape(address, words, status, kind):
    asked = {"max_tokens": 9, "messages": [{"role": "user", "content": words}]}
    response = httpx.post(f"{address}/v1/messages", json=asked)
    assert (response.status_code, response.json()["type"], response.json()["error"]["type"]) == (status, "error", kind)
