"""What works answers out beside the dashboards' loop, one after the other."""

import threading

from heatqa.dashboards.lanes import Lane


def test_what_somebody_waits_for_comes_before_what_is_made_beforehand():
    lane, done, over = Lane("test"), list[str](), threading.Event()
    lane.ask(lambda: done.append("beforehand"), beforehand=True)
    lane.ask(lambda: done.append("first"))
    lane.ask(lambda: done.append("second"))
    lane.ask(over.set, beforehand=True)
    lane.start()
    assert over.wait(10)
    assert done == ["first", "second", "beforehand"]


def test_work_that_fails_is_logged_and_the_next_is_done(caplog):
    lane, over = Lane("test"), threading.Event()
    lane.ask(failing)
    lane.ask(over.set)
    lane.start()
    assert over.wait(10)
    assert "the card broke" in caplog.text


def test_a_lane_that_stops_drops_what_waits():
    lane, begun, ends, done = Lane("test"), threading.Event(), threading.Event(), list[str]()

    def busy() -> None:
        begun.set()
        ends.wait(10)

    lane.ask(busy)
    lane.start()
    assert begun.wait(10)
    lane.ask(lambda: done.append("dropped"))
    lane.stop()
    ends.set()
    lane._thread.join(10)
    assert not lane._thread.is_alive()
    assert not done


def failing() -> None:
    raise ValueError("the card broke")
