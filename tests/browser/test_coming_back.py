"""After a restart the browsers do not all ask the server at once: each waits for a while of its own."""

from __future__ import annotations

from collections import Counter

from tests.browser.visit import Visit

TABS = 300
GOING_DOWN, DROPPED = 1012, 1006

WAITS = """async ([tabs, code]) => {
  const room = document.querySelector('script[type=module]').src;
  const { Connection } = await import(room.replace(/[^/]+$/, 'connection.js'));
  const [Socket, later, waits, sockets] = [window.WebSocket, window.setTimeout, [], []];
  window.WebSocket = class extends EventTarget { constructor() { super(); sockets.push(this); } };
  window.setTimeout = (_, wait) => waits.push(wait);
  for (let tab = 0; tab < tabs; tab += 1) new Connection('ws://nowhere').open();
  for (const socket of sockets) socket.dispatchEvent(Object.assign(new Event('close'), { code }));
  [window.WebSocket, window.setTimeout] = [Socket, later];
  return waits;
}"""


def test_after_a_restart_everybody_waits_for_some_time_of_their_own(ana: Visit) -> None:
    waits = ana.page.evaluate(WAITS, [TABS, GOING_DOWN])

    assert len(waits) == TABS
    assert 500 <= min(waits) <= max(waits) <= 5_500
    assert max(Counter(int(wait / 1000) for wait in waits).values()) < TABS / 3


def test_a_connection_that_dropped_is_tried_again_soon_and_not_by_all_at_the_same_moment(ana: Visit) -> None:
    waits = ana.page.evaluate(WAITS, [TABS, DROPPED])

    assert 500 <= min(waits) <= max(waits) <= 1_500
    assert max(Counter(int(wait / 100) for wait in waits).values()) < TABS / 4
