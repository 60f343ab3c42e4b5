// Says in words how the connection is, when that is worth saying.

import { show } from "./dom.js";
import { say } from "./words.js";

const BACK_MS = 4000;
const PATIENCE_MS = 1500;

export class Line {
  #element;
  #timer = 0;

  constructor(element, connection) {
    this.#element = element;
    connection.addEventListener("state", ({ detail }) => this.#changed(detail));
  }

  // Actions

  say(name) {
    clearTimeout(this.#timer);
    this.#element.dataset.state = name;
    this.#element.textContent = say(`live.${name}`);
    show(this.#element, true);
  }

  // Internal

  #changed(state) {
    clearTimeout(this.#timer);
    if (state === "live") this.#back();
    else if (state === "ended" || !this.#element.hidden) this.say(state);
    else this.#timer = setTimeout(() => this.say(state), PATIENCE_MS);
  }

  #back() {
    if (this.#element.hidden) return;
    this.say("back");
    this.#timer = setTimeout(() => show(this.#element, false), BACK_MS);
  }
}
