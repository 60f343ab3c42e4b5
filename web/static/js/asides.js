// Private lines: a member's with the facilitators, and for facilitators one with each member.

import { Dropped } from "./connection.js";
import { clone, fill, show, slot } from "./dom.js";
import { tell } from "./times.js";
import { say } from "./words.js";
import { Whisper } from "./whisper.js";

export class Asides {
  #dialog;
  #form;
  #whom;
  #room;
  #whisper;
  #lines = new Map();
  #insisted = "";

  constructor(dialog, strip, room, kept) {
    this.#dialog = dialog;
    this.#room = room;
    this.#whisper = new Whisper(strip, room, kept);
    this.#form = slot(dialog, "form");
    this.#whom = slot(dialog, "whom");
    this.#form.addEventListener("submit", (event) => this.#submit(event));
    this.#whom.addEventListener("change", () => this.draw());
    document.addEventListener("click", ({ target }) => target.closest('[data-act="open-aside"]') && this.open());
    room.feed.addEventListener("aside", ({ detail }) => this.#heard(detail.aside));
  }

  // Actions

  set(lines) {
    this.#lines = new Map(lines.map((line) => [line.id, line]));
    this.draw();
  }

  /** Opens the line; a facilitator's with one member. */
  open(member = null, name = "") {
    show(this.#whom, this.#room.me.facilitates);
    if (this.#room.me.facilitates) this.#choices(member, name);
    show(slot(this.#dialog, "error"), false);
    if (!this.#dialog.open) this.#dialog.showModal();
    this.draw();
    this.#form.elements.text.focus();
  }

  draw() {
    const lines = [...this.#lines.values()].filter((line) => line.member === this.#member);
    const list = slot(this.#dialog, "lines");
    list.replaceChildren(...lines.map((line) => this.#line(line)));
    list.scrollTop = list.scrollHeight;
    show(slot(this.#dialog, "empty"), lines.length === 0);
    if (this.#dialog.open && lines.length) this.#whisper.seen(this.#member, lines.at(-1).at);
    this.#whisper.about([...this.#lines.values()]);
  }

  // Internal

  get #member() {
    return this.#room.me.facilitates ? this.#whom.querySelector("select").value : this.#room.me.id;
  }

  #choices(member, name) {
    const known = new Map([...this.#lines.values()].map((line) => [line.member, line.member]));
    for (const id of known.keys()) known.set(id, this.#room.people.get(id)?.name ?? id);
    for (const person of this.#room.people.members) known.set(person.id, person.name);
    if (member) known.set(member, name);
    const select = this.#whom.querySelector("select");
    const chosen = member ?? select.value;
    select.replaceChildren(...[...known].map(([id, words]) => new Option(words, id, false, id === chosen)));
  }

  #heard(line) {
    this.#lines.set(line.id, line);
    this.draw();
  }

  #line(line) {
    const element = clone("aside-template");
    element.dataset.mine = line.author === this.#room.me.id;
    fill(element, { name: line.name, text: line.text });
    tell(slot(element, "time"), line.at);
    return element;
  }

  async #submit(event) {
    event.preventDefault();
    const text = this.#form.elements.text.value.trim();
    if (!text) return;
    const to = this.#room.me.facilitates ? { to: this.#member } : {};
    const error = await this.#say({ do: "aside", text, anyway: text === this.#insisted, ...to });
    this.#insisted = error ? text : "";
    slot(this.#dialog, "error").textContent = error;
    show(slot(this.#dialog, "error"), Boolean(error));
    if (!error) this.#form.reset();
  }

  async #say(command) {
    try {
      const reply = await this.#room.feed.ask(command);
      return reply.ok ? "" : reply.error.text;
    } catch (error) {
      if (error instanceof Dropped) return say("live.reconnecting");
      throw error;
    }
  }
}
