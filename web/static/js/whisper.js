// A word on a private line that this person has not read yet: it stands in the dock at once, and a mark shows the way.

import { fill, onAct, show } from "./dom.js";
import { named, say } from "./words.js";

export class Whisper {
  #strip;
  #room;
  #kept;
  #line = null;

  constructor(strip, room, kept) {
    this.#strip = strip;
    this.#room = room;
    this.#kept = kept;
    onAct(strip, (act) => this.#act(act));
  }

  // Actions

  /** Shows the newest of these lines that was neither opened nor answered. */
  about(lines) {
    const before = this.#line;
    this.#line = lines.filter((line) => this.#isNew(line, lines)).at(-1) ?? null;
    show(this.#strip, Boolean(this.#line));
    for (const mark of document.querySelectorAll('[data-slot="fresh"]')) show(mark, Boolean(this.#line));
    if (!this.#line || this.#line.id === before?.id) return;
    const { name, text } = this.#line;
    const lead = say(this.#room.me.facilitates ? "aside.to-us" : "aside.to-me", { name: named(name) });
    fill(this.#strip, { lead, text });
    this.#room.announcer.say(`${lead} ${text}`);
  }

  /** What was said with this member up to a moment has been seen. */
  seen(member, at) {
    this.#kept.set({ ...this.#kept.get(), [member]: at });
  }

  // Internal

  #act(act) {
    const { member, name, at } = this.#line;
    if (act === "answer") this.#room.asides.open(member, name);
    if (act !== "read") return;
    this.seen(member, at);
    this.#room.asides.draw();
    document.getElementById("draft")?.focus();
  }

  #isNew(line, lines) {
    if (this.#isOurs(line) || line.at <= (this.#kept.get()?.[line.member] ?? "")) return false;
    return !lines.some((other) => other.member === line.member && this.#isOurs(other) && other.at > line.at);
  }

  // The facilitators speak as one to a member: what one of them answered is answered.
  #isOurs({ author, member }) {
    return this.#room.me.facilitates ? author !== member : author === this.#room.me.id;
  }
}
