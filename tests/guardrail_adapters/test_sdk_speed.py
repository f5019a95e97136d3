from guardrail_adapters.sdk_speed import sdk_speed


def test_the_transport_is_measured_beside_the_bare_sdk_and_a_stream_from_its_last_byte():
    call, transport, *held = sdk_speed(runs=9, streams=3)
    assert (call.target, transport.target, [each.target for each in held]) == (None, 0.2, [None, None])
    assert {each.unit for each in (call, transport, *held)} == {"ms"}
    assert call.value > 0
    assert all(each.value < 1000 for each in (transport, *held))
    assert "120 frames" in held[0].name
