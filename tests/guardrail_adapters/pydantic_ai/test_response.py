from datetime import timedelta

import pytest

pytest.importorskip("pydantic_ai", reason="needs the extra pydantic-ai")

from pydantic_ai.messages import (
    BinaryContent,
    Citation,
    ContentCitationAnchor,
    FilePart,
    ModelResponse,
    NativeToolCallPart,
    TextPart,
    ThinkingPart,
    ToolCallPart,
    WebCitationSource,
)
from pydantic_ai.models import ModelRequestParameters
from pydantic_ai.usage import RequestUsage

from guardrail.types import Conversation
from guardrail_adapters.pydantic_ai.response import Made, delivered, now, reply_of
from tests.guardrail_adapters.pydantic_ai.conftest import ASK, BAD, GOOD

TEXT = ModelRequestParameters()
THOUGHT, PICTURE = ThinkingPart("get over"), FilePart(BinaryContent(b"png", media_type="image/png"))
CALL, SEARCH = ToolCallPart("f"), NativeToolCallPart("search")


def made(*parts, **fields):
    return Made(now(), ModelResponse([TextPart(part) if isinstance(part, str) else part for part in parts], **fields))


@pytest.mark.parametrize(
    ("parts", "fields", "parameters", "expected"),
    [
        (("Hi.",), {}, TEXT, ("Hi.", False, False, False, False)),
        ((THOUGHT, "Hi ", "you.", SEARCH, "Yes.", CALL), {}, TEXT, ("Hi you.\n\nYes.", False, True, False, False)),
        (("No.",), {"finish_reason": "content_filter"}, TEXT, ("No.", True, False, False, False)),
        (("Hi.",), {"finish_reason": "length"}, TEXT, ("Hi.", False, False, False, True)),
        (("{}",), {}, ModelRequestParameters(output_mode="native"), ("{}", False, False, True, False)),
        (("{}",), {}, ModelRequestParameters(output_mode="prompted"), ("{}", False, False, True, False)),
    ],
)
def test_what_a_response_is(parts, fields, parameters, expected):
    reply = reply_of(made(*parts, **fields), parameters)
    assert (reply.text, reply.refusal, reply.tool_calls, reply.structured, reply.truncated) == expected


def outcome(guard, first, *answers):
    left = iter(answers)
    return guard.run(Conversation.of(ASK), reply_of(first, TEXT), lambda asked: reply_of(next(left), TEXT))


def test_only_text_changes_and_adjacent_texts_keep_their_shares(guard):
    first = made(THOUGHT, "It is somewhat sad ", "that he died.", PICTURE, "He was your friend.")
    fresh = delivered(outcome(guard, first))
    assert fresh.parts[0] is THOUGHT
    assert [part.content for part in fresh.parts[1:3]] == ["It is sad ", "that he died."]
    assert (fresh.parts[3], fresh.parts[4]) == (PICTURE, first.response.parts[4])
    assert first.response.parts[1].content == "It is somewhat sad "


def test_better_words_come_with_what_was_thought_before_them(guard):
    again = made(ThinkingPart("Be kinder."), GOOD)
    assert delivered(outcome(guard, made(THOUGHT, BAD), again)) is again.response


def test_what_better_words_would_lack_is_kept(guard):
    fresh = delivered(outcome(guard, made(THOUGHT, BAD, PICTURE), made(GOOD)))
    assert fresh.parts == [THOUGHT, TextPart(GOOD), PICTURE]


def test_a_reply_that_was_all_there_is_given_words_behind_what_was_thought(build_guard):
    guard = build_guard(modes={"emotional_attenuation": {"action": "fallback"}}, fallback="Tell me more.")
    fresh = delivered(outcome(guard, made(THOUGHT, BAD)))
    assert fresh.parts == [THOUGHT, TextPart("Tell me more.")]


def test_what_was_said_of_the_old_words_goes_or_moves(guard):
    text = "It is somewhat sad that he died at home."
    sources = [WebCitationSource(url="https://example.org")]
    cited = [
        Citation(sources, anchor=ContentCitationAnchor(start=text.index("he died"), end=text.index(" at home"))),
        Citation(sources, anchor=ContentCitationAnchor(start=text.index("somewhat"), end=text.index("sad"))),
        Citation(sources),
    ]
    part = TextPart(text, id="t", provider_name="p", provider_details={"logprobs": [1]}, citations=cited)
    (fresh,) = delivered(outcome(guard, made(part))).parts
    assert (fresh.content, fresh.id, fresh.provider_details) == ("It is sad that he died at home.", None, None)
    anchors = [
        citation.anchor and fresh.content[citation.anchor.start : citation.anchor.end] for citation in fresh.citations
    ]
    assert anchors == ["he died", None]


def test_a_call_whose_words_are_not_delivered_is_told_of_with_its_usage():
    usage = RequestUsage(input_tokens=3)
    failed = made("Hi.", model_name="m", provider_name="p", usage=usage).failed
    assert (failed.model_name, failed.provider_name, failed.usage, failed.outcome) == ("m", "p", usage, "rejected")
    assert failed.duration >= timedelta()
