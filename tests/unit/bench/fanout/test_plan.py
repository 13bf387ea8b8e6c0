"""What a run of the fan-out bench consists of."""

from pathlib import Path

from tests.bench.fanout.janus import write_configuration
from tests.bench.fanout.measure import Task
from tests.bench.fanout.plan import FULL, QUICK, SPARE_SOCKETS, fitting, steps_of


def test_a_quick_run_fits_into_its_time() -> None:
    assert QUICK.limit_s is not None
    assert QUICK.limit_s < 60
    first = [step for step in steps_of(QUICK) if isinstance(step.task, Task)]
    assert sum(step.budget_s for step in first) <= QUICK.limit_s


def test_all_servers_have_the_same_load_but_the_relay_fewer_listeners() -> None:
    steps = {step.name: step for step in steps_of(FULL)}
    assert steps["embedded"].task == steps["janus_event_loops_1"].task == steps["janus_default"].task
    ours, relay, most = (steps[name].task for name in ("embedded", "aiortc_relay", "embedded_at_most"))
    assert isinstance(ours, Task)
    assert isinstance(relay, Task)
    assert relay.load is ours.load
    assert isinstance(most, Task)
    assert most.listeners == 1500


def test_no_more_listeners_than_sockets() -> None:
    assert fitting(1500, 20_000) == 1500
    assert fitting(1500, 1024) == 1024 - SPARE_SOCKETS
    assert fitting(1500, 100) == 1


def test_what_janus_is_told(tmp_path: Path) -> None:
    write_configuration(tmp_path, "192.0.2.1", 8188, {1: 5001, 2: 5002, 3: 5003}, 1)
    main = (tmp_path / "janus.jcfg").read_text()
    assert "event_loops = 1" in main
    assert 'ice_enforce_list = "192.0.2.1"' in main
    mountpoints = (tmp_path / "janus.plugin.streaming.jcfg").read_text()
    assert all(f"port = {port}" in mountpoints for port in (5001, 5002, 5003))
    write_configuration(tmp_path, "192.0.2.1", 8188, {1: 5001, 2: 5002, 3: 5003}, None)
    assert "event_loops" not in (tmp_path / "janus.jcfg").read_text()
