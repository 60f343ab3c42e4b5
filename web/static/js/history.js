// Older messages, a hundred at a time.

import { Dropped } from "./connection.js";
import { show } from "./dom.js";

export class History {
  #button;
  #beginning;
  #feed;
  #timeline;
  #scroll;

  constructor({ button, beginning, feed, timeline, scroll }) {
    this.#button = button;
    this.#beginning = beginning;
    this.#feed = feed;
    this.#timeline = timeline;
    this.#scroll = scroll;
    button.addEventListener("click", () => this.#fetch());
    this.more(button.dataset.more === "true");
  }

  // Actions

  more(exists) {
    show(this.#button, exists);
    show(this.#beginning, !exists);
  }

  // Internal

  async #fetch() {
    this.#button.disabled = true;
    try {
      const reply = await this.#feed.ask({ do: "history", before: this.#timeline.oldest });
      if (!reply.ok) return;
      this.#scroll.keeping(() => {
        for (const message of [...reply.messages].reverse()) this.#timeline.put(message);
        this.more(reply.more);
      });
    } catch (error) {
      if (!(error instanceof Dropped)) throw error;
    } finally {
      this.#button.disabled = false;
    }
  }
}
