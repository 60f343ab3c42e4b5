// Reads new messages aloud to who uses a screen reader: a few one by one, many as a number, one's own not at all.

import { excerpt } from "./message.js";
import { count, named, say } from "./words.js";

const GATHER_MS = 1200;
const ONE_BY_ONE = 3;
const FORGET_MS = 8000;

export class Announcer {
  #region;
  #waiting = [];
  #timer = 0;
  #forgetting = 0;

  constructor(region, timeline) {
    this.#region = region;
    timeline.addEventListener("added", ({ detail }) => this.#added(detail));
  }

  // Actions

  say(sentence) {
    this.#waiting.push(sentence);
    this.#timer ||= setTimeout(() => this.#speak(), GATHER_MS);
  }

  // Internal

  #added({ message, element }) {
    if (element.dataset.mine === "true" || element.dataset.ignored === "true") return;
    if (message.state !== "shown") return;
    this.say(say("announce.one", { name: named(message.name), text: excerpt(message.note ?? message.text) }));
  }

  #speak() {
    this.#timer = 0;
    const sentences = this.#waiting.length > ONE_BY_ONE ? [count("announce.many", this.#waiting.length)] : this.#waiting;
    this.#waiting = [];
    const lines = sentences.map((sentence) => {
      const line = document.createElement("p");
      line.textContent = sentence;
      return line;
    });
    this.#region.replaceChildren(...lines);
    // What was read aloud does not stay behind: its author may take it back.
    clearTimeout(this.#forgetting);
    this.#forgetting = setTimeout(() => this.#region.replaceChildren(), FORGET_MS);
  }
}
