import pytest
from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.language_models import FakeListLLM
from langchain_core.messages import AIMessage
from langchain_core.output_parsers import StrOutputParser
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.runnables import RunnableLambda, RunnablePassthrough, RunnableSequence

from guardrail.errors import ConfigurationError
from guardrail_adapters.langchain import GuardedChatModel, GuardRunnable, guarded

PROMPT = ChatPromptTemplate.from_messages([("system", "Be kind."), ("user", "{said}")])
SAID = {"said": "My dog barks this morning."}


def test_prompt_model_guard(scripted, guard, bad, good):
    model = scripted(bad, good)
    chain = PROMPT | model | GuardRunnable(guard)
    assert chain.invoke(SAID).text == good
    opening, person = model.asked[1]
    assert opening.text.startswith("Be kind.\n\n")
    assert person.text == "My dog barks this morning."


async def test_every_way_to_call_it(scripted, guard, bad, good):
    def chain():
        return PROMPT | scripted(bad, good) | GuardRunnable(guard) | StrOutputParser()

    async def said():
        yield SAID

    assert chain().invoke(SAID) == good
    assert await chain().ainvoke(SAID) == good
    assert chain().batch([SAID]) == [good]
    assert await chain().abatch([SAID]) == [good]
    assert "".join(chain().stream(SAID)) == good
    assert "".join([part async for part in chain().astream(SAID)]) == good
    assert "".join(chain().transform(iter([SAID]))) == good
    assert "".join([part async for part in chain().atransform(said())]) == good


def test_the_guard_behind_a_parser_or_a_function(scripted, guard, bad, good):
    assert (PROMPT | scripted(bad, good) | StrOutputParser() | GuardRunnable(guard)).invoke(SAID) == good
    shorten = RunnableLambda(lambda message: message.text[:4])
    assert (PROMPT | scripted(bad, good) | shorten | GuardRunnable(guard)).invoke(SAID) == good[:4]


def test_parsers_behind_the_model_see_what_is_delivered(scripted, guard, bad, good):
    seen = []
    spy = RunnableLambda(lambda message: seen.append(message.text) or message)
    (PROMPT | scripted(bad, good) | spy | GuardRunnable(guard)).invoke(SAID)
    assert seen == [good]


def test_bound_models_retries_and_fallbacks(scripted, guard, bad, good):
    def answer(model):
        return (PROMPT | model | GuardRunnable(guard)).invoke(SAID).text

    assert answer(scripted(bad, good).bind(stop=["END"])) == good
    assert answer(scripted(bad, good).with_retry()) == good
    assert answer(scripted(ZeroDivisionError()).with_fallbacks([scripted(bad, good)])) == good
    assert answer(scripted(bad, good).with_config(tags=["ours"])) == good


def test_guarded_takes_a_model_or_a_chain(scripted, guard, bad, good):
    assert isinstance(guarded(scripted(), guard), GuardedChatModel)
    chain = (PROMPT | scripted(bad, good)).with_config(run_name="answer")
    assert guarded(chain, guard).invoke(SAID).text == good
    assert (PROMPT | guarded(scripted(bad, good), guard)).invoke(SAID).text == good


def test_the_config_is_passed_on(scripted, guard, good):
    runs = []
    chain = PROMPT | scripted(good) | GuardRunnable(guard)

    class Runs(BaseCallbackHandler):
        def on_chat_model_start(self, serialized, messages, *, tags=None, metadata=None, **kwargs):
            runs.append((tags, metadata["person"]))

    chain.invoke(SAID, {"callbacks": [Runs()], "tags": ["ours"], "metadata": {"person": "p1"}})
    ((tags, person),) = runs
    assert "ours" in tags
    assert person == "p1"


@pytest.mark.parametrize(
    "left",
    [
        RunnableLambda(lambda said: AIMessage("Hi.")),
        RunnablePassthrough.assign(answer=PROMPT),
        PROMPT | FakeListLLM(responses=["Hi."]),
        PROMPT | RunnableLambda(lambda prompt: "Hi."),
    ],
)
def test_a_chain_whose_model_cannot_be_seen_is_refused_when_built(left, guard):
    with pytest.raises(ConfigurationError, match="conversation="):
        left | GuardRunnable(guard)


def test_a_chain_that_is_seen_to_lack_what_is_judged_is_refused_when_built(scripted, guard, bad, good):
    said = RunnableLambda(lambda given: given["said"])
    for left in ({"answer": PROMPT | scripted()}, PROMPT | {"answer": scripted()}):
        with pytest.raises(ConfigurationError, match="found an object with 'answer'; allowed: an object with 'said'"):
            left | GuardRunnable(guard, conversation="said", reply="answer")
    chain = {"answer": PROMPT | scripted(bad), "said": said} | GuardRunnable(
        guard, conversation="said", reply="answer", model=scripted(good)
    )
    assert chain.invoke(SAID)["answer"].text == good


def test_a_policy_can_be_named(scripted):
    assert guarded(scripted(), "companion").guard.policy.name == "companion"
    assert (PROMPT | scripted() | GuardRunnable("tutor")).last.guard.policy.name == "tutor"
    with pytest.raises(ConfigurationError, match="guard: found int; allowed: Guard, a policy's name or path"):
        GuardRunnable(3)


def test_a_bare_model_is_told_how_to_be_guarded(scripted, guard):
    with pytest.raises(ConfigurationError, match=r"guarded\(model, guard\)"):
        scripted() | GuardRunnable(guard)
    with pytest.raises(ConfigurationError, match=r"guarded\(model, guard\)"):
        (PROMPT | scripted()).pipe(GuardRunnable(guard))
    with pytest.raises(ConfigurationError, match="conversation"):
        GuardRunnable(guard).invoke("Hi.")


def test_where_the_conversation_is_can_be_said(scripted, guard, bad, good):
    opaque = RunnablePassthrough.assign(answer=RunnableLambda(lambda said: bad))
    chain = opaque | GuardRunnable(guard, conversation="said", reply="answer", model=scripted(good))
    assert isinstance(chain, RunnableSequence)
    assert chain.invoke(SAID) == {**SAID, "answer": good}


def test_with_structured_output(scripted, guard):
    call = AIMessage("", tool_calls=[{"name": "Answer", "args": {"value": "get over it"}, "id": "c1"}])
    schema = {"title": "Answer", "description": "d", "type": "object", "properties": {"value": {"type": "string"}}}
    chain = PROMPT | scripted(call).with_structured_output(schema) | GuardRunnable(guard)
    assert chain.invoke(SAID) == {"value": "get over it"}
