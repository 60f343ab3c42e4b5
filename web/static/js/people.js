// Who belongs to the room, who is here, and who holds it. "change": somebody came, went, or is now something else.

import { clone, fill, news, show, slot } from "./dom.js";

export class People extends EventTarget {
  #panel;
  #list;
  #count;
  #me;
  #people = new Map();
  #hands = [];

  constructor({ panel, list, opener, closer, me }) {
    super();
    this.#panel = panel;
    this.#list = list;
    this.#count = slot(opener, "count");
    this.#me = me;
    opener.addEventListener("click", () => this.#open(true, closer));
    closer.addEventListener("click", () => this.#open(false, opener));
    panel.addEventListener("keydown", (event) => event.key === "Escape" && this.#open(false, opener));
  }

  get = (id) => this.#people.get(id);

  get me() {
    return this.#people.get(this.#me);
  }

  /** Those who do not hold the room. */
  get members() {
    return [...this.#people.values()].filter((person) => person.role !== "facilitator");
  }

  // Actions

  /** Everybody, as the room tells it. */
  set(people) {
    this.#people = new Map(people.map((person) => [person.id, person]));
    this.#draw();
  }

  /** Comings and goings. They carry no mutes, which are private: what was known of those stays. */
  move(people) {
    for (const { id, here } of people) {
      const person = this.#people.get(id);
      if (person) person.here = here;
    }
    this.#draw();
  }

  /** A mute was set, or has ended (null). */
  mute(id, until) {
    const person = this.#people.get(id);
    if (!person) return;
    person.muted_until = until;
    this.#draw();
  }

  raised(hands) {
    this.#hands = hands;
    this.#draw();
  }

  // Internal

  #open(open, focus) {
    this.#panel.dataset.open = open;
    focus.focus();
  }

  #draw() {
    const focused = this.#list.contains(document.activeElement) && document.activeElement.closest("[data-member]");
    const people = [...this.#people.values()].sort((one, other) => this.#rank(one) - this.#rank(other));
    this.#list.replaceChildren(...people.map((person) => this.#line(person)));
    this.#count.textContent = people.filter((person) => person.here).length;
    if (focused) this.#list.querySelector(`[data-member="${CSS.escape(focused.dataset.member)}"] button`)?.focus();
    this.dispatchEvent(news("change"));
  }

  #rank(person) {
    return (person.here ? 0 : 4) + (person.role === "facilitator" ? 0 : 2) + (person.id === this.#me ? 0 : 1);
  }

  #line(person) {
    const line = clone("person-template");
    line.dataset.member = person.id;
    line.dataset.here = person.here;
    fill(line, {
      name: person.name,
      you: person.id === this.#me,
      role: person.role === "facilitator",
      away: !person.here,
      muted: Boolean(person.muted_until),
    });
    show(slot(line, "hand"), this.#hands.includes(person.id));
    return line;
  }
}
