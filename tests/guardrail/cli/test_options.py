import pytest


@pytest.mark.parametrize("command", ["judge", "repair", "bench"])
def test_commands_over_items_share_their_options(run, command):
    shown = run(command, "--help").output
    assert all(option in shown for option in ("--policy", "--skip-bad", "ITEMS.jsonl"))
