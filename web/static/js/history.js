// Older messages, a hundred at a time; and the way to one of them that is further up than the page goes yet.

import { Dropped } from "./connection.js";
import { show } from "./dom.js";
import { say } from "./words.js";

const FURTHEST_PAGES = 20;

export class History {
  #button;
  #beginning;
  #feed;
  #timeline;
  #scroll;
  #told;
  #missed = false;

  constructor({ button, beginning, feed, timeline, scroll, told }) {
    this.#button = button;
    this.#beginning = beginning;
    this.#feed = feed;
    this.#timeline = timeline;
    this.#scroll = scroll;
    this.#told = told;
    button.addEventListener("click", () => this.#fetch());
    document.addEventListener("click", (event) => this.#follow(event));
    this.more(button.dataset.more === "true");
  }

  // Actions

  more(exists) {
    show(this.#button, exists);
    show(this.#beginning, !exists);
  }

  /** The connection is there, again: what was pressed before is fetched now. */
  entered(reply) {
    if (reply.reset) this.more(reply.more);
    if (this.#missed) this.#fetch();
  }

  /** Brings the message of an address like `#m-…` into view, from as far up as it is. */
  async reach(hash) {
    const id = hash.slice("#m-".length);
    if (!hash.startsWith("#m-") || !id) return;
    for (let page = 0; page < FURTHEST_PAGES && !this.#timeline.find(id) && !this.#button.hidden; page += 1) {
      if (!(await this.#fetch())) break;
    }
    const element = this.#timeline.find(id);
    if (!element) {
      this.#told.say(say(this.#button.hidden ? "history.gone" : "history.further"));
      return;
    }
    location.replace(hash);
    this.#scroll.toTheTopOf(element);
  }

  // Internal

  #follow(event) {
    const { hash } = event.target.closest('a[href^="#m-"]') ?? {};
    if (!hash || this.#timeline.find(hash.slice("#m-".length))) return;
    event.preventDefault();
    this.reach(hash);
  }

  /** Answers whether there was something to fetch. */
  async #fetch() {
    this.#button.disabled = true;
    this.#missed = false;
    try {
      const reply = await this.#feed.ask({ do: "history", before: this.#timeline.oldest });
      if (!reply.ok) return false;
      this.#scroll.keeping(() => {
        for (const message of [...reply.messages].reverse()) this.#timeline.put(message);
        this.more(reply.more);
      });
      return true;
    } catch (error) {
      if (!(error instanceof Dropped)) throw error;
      this.#missed = true;
      return false;
    } finally {
      this.#button.disabled = false;
    }
  }
}
