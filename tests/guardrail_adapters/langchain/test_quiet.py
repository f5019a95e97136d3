from langchain_core.callbacks import BaseCallbackHandler, CallbackManager
from langchain_core.runnables import RunnableBinding

from guardrail_adapters.langchain.quiet import still, unseen


class Trace(BaseCallbackHandler):
    pass


class Stream(BaseCallbackHandler):
    def tap_output_iter(self, run_id, output):
        return output

    def tap_output_aiter(self, run_id, output):
        return output


def test_streams_are_taken_out_and_traces_stay():
    trace, stream = Trace(), Stream()
    manager = CallbackManager(handlers=[trace, stream], inheritable_handlers=[trace, stream])
    quiet = unseen({"callbacks": manager, "tags": ["ours"]})
    assert (quiet["callbacks"].handlers, quiet["callbacks"].inheritable_handlers) == ([trace], [trace])
    assert manager.handlers == [trace, stream]
    assert quiet["tags"] == ["ours", "nostream"]
    assert unseen({"callbacks": [trace, stream]})["callbacks"] == [trace]


def test_a_model_is_stilled_under_its_bindings(scripted):
    model = scripted()
    stilled = still(model.bind(stop=["END"]))
    assert isinstance(stilled, RunnableBinding)
    assert stilled.kwargs == {"stop": ["END"]}
    assert stilled.bound.disable_streaming is True
    assert model.disable_streaming is False
    assert still("anything else") == "anything else"
