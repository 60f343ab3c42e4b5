// Who may need this person while the page they look at does not show it: one line each, until somebody has taken it.
// The frame is only the bell; the server is asked each time, so that a line never outlives what it tells of.

import { clone, fill, show, slot } from "./dom.js";
import { named, say } from "./words.js";

const ASK_AGAIN_MS = 5000;

export class Elsewhere {
  #place;
  #asked = 0;
  #timer = 0;

  constructor(place, connection) {
    this.#place = place;
    connection.addEventListener("heard", ({ detail }) => detail.on === "alert" && this.#ask());
    connection.addEventListener("state", ({ detail }) => {
      if (detail === "live") this.#ask();
      if (detail === "ended") this.#draw([]);
    });
  }

  // Internal

  async #ask() {
    clearTimeout(this.#timer);
    this.#asked += 1;
    const asked = this.#asked;
    const answer = await fetch("/desk/waiting").catch(() => null);
    // Another bell rang meanwhile; its answer is newer.
    if (asked !== this.#asked) return;
    if (!answer || answer.status >= 500) {
      this.#timer = setTimeout(() => this.#ask(), ASK_AGAIN_MS);
      return;
    }
    const { alerts } = answer.ok ? await answer.json() : { alerts: [] };
    if (asked === this.#asked) this.#draw(alerts);
  }

  #draw(alerts) {
    const missing = alerts.filter(({ id, room }) => room !== this.#place.dataset.here && !onThePage(id));
    const ids = new Set(missing.map(({ id }) => id));
    const known = [...this.#place.children];
    show(this.#place, missing.length > 0);
    // A line that stays is left alone, so that it is read aloud once.
    for (const line of known) if (!ids.has(line.dataset.id)) line.remove();
    for (const alert of missing) if (!known.some(({ dataset }) => dataset.id === alert.id)) this.#place.append(lineOf(alert));
  }
}

const onThePage = (id) => document.querySelector(`[data-alert="${CSS.escape(id)}"]`);

function lineOf({ id, room, title, name, level, escalated }) {
  const line = clone("elsewhere-template");
  const urgent = level === "immediate" || escalated;
  line.dataset.id = id;
  fill(line, { words: say("elsewhere.lead", { name: named(name), room: named(title) }), urgent });
  const desk = slot(line, "desk");
  if (!desk.dataset.whole) desk.setAttribute("href", `/desk#room-${room}`);
  return line;
}
