"""What holds in all directions, the table, the JSON and the drawing."""

import json
from xml.etree import ElementTree

import pytest

from tests.bench.sound.peers.all import PEERS
from tests.bench.sound.plan import QUICK, full_plan, lossy
from tests.bench.sound.plot import plot_of
from tests.bench.sound.report import result_of, table_of
from tests.bench.sound.scoring import worst_of

DOWN = {"mouth_to_ear_ms": 40.0, "mouth_to_ear_p95_ms": 44.0, "chirps": 20, "pesq": {"0": 4.3, "5": 3.9}}
UP = {"mouth_to_ear_ms": 45.0, "mouth_to_ear_p95_ms": 43.0, "chirps": 18, "pesq": {"0": 4.1, "5": 4.0}}


def test_of_two_directions_the_worse_counts() -> None:
    worst = worst_of([DOWN, UP])
    assert worst["mouth_to_ear_ms"] == 45.0
    assert worst["mouth_to_ear_p95_ms"] == 44.0
    assert worst["chirps"] == 18
    assert worst["pesq"] == {"0": 4.1, "5": 3.9}


def test_a_direction_that_was_not_heard_leaves_no_figure() -> None:
    assert worst_of([DOWN, UP | {"mouth_to_ear_ms": None}])["mouth_to_ear_ms"] is None
    assert worst_of([{"jitter_30_ms": {"median_ms": 1.0}}, {"jitter_30_ms": {"median_ms": None}}]) == {
        "jitter_30_ms": {"median_ms": None}
    }


@pytest.fixture
def result() -> dict[str, object]:
    peers = {"hemicycle": worst_of([DOWN, UP]) | {"device": "JACK"}, "mumble": DOWN | {"device": "JACK"}}
    return result_of(QUICK, "recorded", peers, {"chromium": "not installed"}, True, (0.1, 0.2, 0.3))


def test_the_json_has_the_agreed_keys(result: dict[str, object]) -> None:
    read = json.loads(json.dumps(result))
    assert set(read["peers"]["hemicycle"]) >= {"mouth_to_ear_ms", "mouth_to_ear_p95_ms", "pesq"}
    assert read["peers"]["hemicycle"]["pesq"]["5"] == 3.9
    assert read["missing"] == {"chromium": "not installed"}
    assert "chromium" not in read["peers"]


def test_the_table_names_everyone_and_what_is_missing(result: dict[str, object]) -> None:
    table = table_of(result)
    assert "| hemicycle | 45.0 | 44.0 |" in table
    assert "| mumble | 4.3 | 3.9 |" in table
    assert "chromium: not installed" in table


def test_the_drawing_is_xml_with_a_line_for_each(result: dict[str, object]) -> None:
    drawing = ElementTree.fromstring(plot_of(result))
    lines = drawing.findall("{http://www.w3.org/2000/svg}polyline")
    assert len([line for line in lines if line.get("points")]) == 2


def test_every_peer_has_a_colour_of_its_own() -> None:
    drawing = ElementTree.fromstring(plot_of({"peers": dict.fromkeys(PEERS, DOWN)}))
    lines = drawing.findall("{http://www.w3.org/2000/svg}polyline")
    assert len({line.get("stroke") for line in lines if line.get("points")}) == len(PEERS)


def test_a_drawing_of_nothing_is_still_one() -> None:
    ElementTree.fromstring(plot_of({"peers": {}}))


def test_the_full_plan_asks_for_bursts_wherever_something_is_lost() -> None:
    plan = full_plan((0, 5))
    assert plan.bursty_losses == (5,)
    assert lossy(5, is_bursty=True).is_bursty
    assert not lossy(5, is_bursty=False).is_bursty
