// Who is writing just now. It is told only for members who chose that.

import { show } from "./dom.js";
import { count, names } from "./words.js";

const TELL_EVERY_MS = 4000;
const FADES_MS = 6000;

export class Typing {
  #line;
  #room;
  #writing = new Map();
  #toldAt = -Infinity;

  constructor({ line, form, tells, room }) {
    this.#line = line;
    this.#room = room;
    if (tells) form.addEventListener("input", () => this.#tell());
    room.feed.addEventListener("typing", ({ detail }) => this.#heard(detail.member));
    room.feed.addEventListener("message", ({ detail }) => this.#stopped(detail.message.author));
  }

  // Internal

  #tell() {
    if (performance.now() - this.#toldAt < TELL_EVERY_MS) return;
    this.#toldAt = performance.now();
    this.#room.feed.ask({ do: "typing" }).catch(() => {});
  }

  #heard(member) {
    if (member === this.#room.me.id) return;
    clearTimeout(this.#writing.get(member));
    this.#writing.set(member, setTimeout(() => this.#stopped(member), FADES_MS));
    this.#draw();
  }

  #stopped(member) {
    clearTimeout(this.#writing.get(member));
    if (this.#writing.delete(member)) this.#draw();
  }

  #draw() {
    const found = [...this.#writing.keys()].map((id) => this.#room.people.get(id)?.name).filter(Boolean);
    show(this.#line, found.length > 0);
    this.#line.textContent = found.length ? count("typing", found.length, { names: names(found) }) : "";
  }
}
