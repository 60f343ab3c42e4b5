// Messages on their way. They survive a dropped connection and a reload, and go out again under the same ref, so that the
// room never hears one twice.
//
// "change": something here is different. "kept": {item, reply}. An item that is `stopped` waits
// until its author has looked at it again; `look` is what the gate said.

import { Dropped } from "./connection.js";
import { news } from "./dom.js";
import { newRef } from "./refs.js";

const STAYS = new Set(["failed", "stopped"]);
const ASKS_FOR_A_LOOK = new Set(["nudge", "refused", "too_long"]);

export class Outbox extends EventTarget {
  #feed;
  #kept;
  #items;
  #going = new Set();

  constructor(feed, kept) {
    super();
    this.#feed = feed;
    this.#kept = kept;
    this.#items = new Map((kept.get() ?? []).map((item) => [item.ref, item]));
    feed.addEventListener("entered", () => this.#resend());
  }

  get items() {
    return [...this.#items.values()];
  }

  // Actions

  /** Sends what somebody wrote: fields of a command. */
  send(what) {
    this.#go({ ref: newRef(), at: new Date().toISOString(), what });
  }

  /** Sends an item once more; `anyway` after a nudge. */
  again(item, anyway = false) {
    this.#go({ ...item, what: anyway ? { ...item.what, anyway } : item.what });
  }

  drop(ref) {
    this.#items.delete(ref);
    this.#changed();
  }

  // Internal

  #resend() {
    for (const item of this.items) if (!STAYS.has(item.state) && !this.#going.has(item.ref)) this.#go(item);
  }

  async #go(item) {
    this.#hold(item, "sending");
    this.#going.add(item.ref);
    let reply;
    try {
      reply = await this.#feed.ask({ ...item.what, ref: item.ref });
    } catch (error) {
      if (!(error instanceof Dropped)) throw error;
      this.#hold(item, "waiting");
      return;
    } finally {
      this.#going.delete(item.ref);
    }
    if (reply.ok) this.#settled(item, reply);
    else this.#refused(item, reply.error);
  }

  #settled(item, reply) {
    this.drop(item.ref);
    this.dispatchEvent(news("kept", { item, reply }));
  }

  #refused(item, error) {
    if (ASKS_FOR_A_LOOK.has(error.code)) this.#hold({ ...item, look: error }, "stopped");
    else this.#hold(item, "failed", error.text);
  }

  #hold(item, state, why = "") {
    this.#items.set(item.ref, { ...item, state, why });
    this.#changed();
  }

  #changed() {
    this.#kept.set(this.#items.size ? this.items : null);
    this.dispatchEvent(news("change"));
  }
}
