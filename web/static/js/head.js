// The head of the room: its title, its light, what is pinned.

import { fill, show, slot } from "./dom.js";
import { excerpt } from "./message.js";
import { count, names, say } from "./words.js";

export class Head {
  #head;
  #light;
  #pinned;

  constructor(head, pinned) {
    this.#head = head;
    this.#light = head.querySelector("[data-light]");
    this.#pinned = pinned;
  }

  // Actions

  about({ title, topic, light, pinned }) {
    slot(this.#head, "title").firstElementChild.textContent = title;
    fill(this.#head, { topic });
    this.light(light);
    this.#pin(pinned);
  }

  /** Who of the facilitators watches now, by name. */
  light(watching) {
    this.#light.dataset.lit = watching.length > 0;
    const words = watching.length ? count("light", watching.length, { names: names(watching) }) : say("light.zero");
    slot(this.#light, "light").textContent = words;
  }

  // Internal

  #pin(message) {
    const shown = Boolean(message) && message.state === "shown";
    show(this.#pinned, shown);
    if (!shown) return;
    slot(this.#pinned, "pinned-name").textContent = message.name;
    slot(this.#pinned, "pinned-excerpt").textContent = message.note ?? excerpt(message.text);
    slot(this.#pinned, "pinned-text").textContent = message.text;
  }
}
