// One's own messages that the room does not see yet: sending, waiting for the connection, failed, held, declined. Only their
// author's page has them.

import { clone, fill, onAct, show, slot } from "./dom.js";
import { draw, waitsNoMore } from "./message.js";
import { say } from "./words.js";

const WAYS = {
  sending: [],
  sent: [],
  waiting: ["drop"],
  failed: ["again", "change", "drop"],
  held: ["take-back", "open-aside"],
  pending: ["open-aside"],
  declined: ["change", "drop", "open-aside"],
};

export class Waiting {
  #list;
  #me;
  #outbox;
  #composer;
  #feed;
  #timeline;
  #held = new Map();
  #sent = new Map();

  constructor({ list, me, outbox, composer, feed, timeline }) {
    this.#list = list;
    this.#me = me;
    this.#outbox = outbox;
    this.#composer = composer;
    this.#feed = feed;
    this.#timeline = timeline;
    outbox.addEventListener("change", () => this.#draw());
    outbox.addEventListener("kept", ({ detail }) => this.#kept(detail));
    feed.addEventListener("message", ({ detail }) => this.#told(detail.message));
    timeline.addEventListener("added", ({ detail }) => this.#arrived(detail.message.id));
    onAct(list, (act, button) => this.#act(act, button.closest("[data-id]").dataset.id));
    this.#draw();
  }

  // Actions

  /** All that is held of mine, as the room tells it on entering. */
  set(messages) {
    this.#held = new Map(messages.map((message) => [message.id, message]));
    this.#sent.clear();
    this.#draw();
  }

  /** A held message of mine moved. The server lets the words of a declined one go; this page still has them. */
  move({ message, change, reason }) {
    const known = this.#held.get(message.id);
    if (change === "held") this.#held.set(message.id, message);
    else if (change === "declined" && known) this.#held.set(message.id, { ...known, state: "declined", why: reason });
    else this.#held.delete(message.id);
    this.#draw();
  }

  // Internal

  // The reply comes before the event: until the message itself arrives it stays here, as sent.
  #kept({ item, reply }) {
    if (item.what.do !== "say" || reply.state !== "shown" || this.#timeline.find(reply.id)) return;
    this.#sent.set(reply.id, { ...item, state: "sent" });
    this.#draw();
  }

  #arrived(id) {
    if (this.#sent.delete(id)) this.#draw();
  }

  #told(message) {
    const held = this.#held.get(message.id);
    if (held && waitsNoMore(held, message)) this.move({ message, change: "released" });
  }

  #act(act, id) {
    const held = this.#held.get(id);
    const item = this.#outbox.items.find(({ ref }) => ref === id);
    if (act === "again") this.#outbox.again(item);
    if (act === "take-back") this.#feed.ask({ do: "retract", id }).catch(() => {});
    if (act !== "change" && act !== "drop") return;
    if (act === "change") this.#composer.take(held ?? item.what);
    if (held) this.move({ message: held, change: "put away" });
    else this.#outbox.drop(id);
  }

  #draw() {
    const held = [...this.#held.values()].map((message) => this.#heldLine(message));
    const sent = [...this.#sent].map(([id, item]) => this.#line(id, item));
    const going = this.#outbox.items.filter(({ state }) => WAYS[state]).map((item) => this.#line(item.ref, item));
    this.#list.replaceChildren(...held, ...sent, ...going);
  }

  #heldLine(message) {
    const state = message.state === "declined" ? "declined" : message.pending ? "pending" : "held";
    const shown = { ...message, state, text: message.pending ?? message.text, reactions: {} };
    return this.#with(draw(shown, this.#me.id, this.#timeline.find), state, state === "declined" ? message.why : "");
  }

  #line(id, { what, at, state, why }) {
    const message = { author: this.#me.id, name: this.#me.name, at, written_at: at, state, ...what, id };
    return this.#with(draw(message, this.#me.id, this.#timeline.find), state, why);
  }

  #with(element, state, why) {
    const ways = clone("state-template");
    fill(ways, { words: say(`state.${state}`), why });
    for (const button of ways.querySelectorAll("[data-act]")) show(button, WAYS[state].includes(button.dataset.act));
    show(slot(ways, "ways"), WAYS[state].length > 0);
    slot(element, "state").append(ways);
    show(slot(element, "state"), true);
    return element;
  }
}
