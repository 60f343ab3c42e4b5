// One line for what the room answered to a press of a button. It goes away by itself.

import { show } from "./dom.js";

const STAYS_MS = 8000;

export class Told {
  #line;
  #timer = 0;

  constructor(line) {
    this.#line = line;
  }

  // Actions

  say(sentence) {
    if (!sentence) return;
    clearTimeout(this.#timer);
    this.#line.textContent = sentence;
    show(this.#line, true);
    this.#timer = setTimeout(() => show(this.#line, false), STAYS_MS);
  }
}
