// A pile of things that wait for a facilitator: a summary that counts them, and one piece of the page for each.

import { show, slot } from "./dom.js";
import { count } from "./words.js";

export class Pile {
  #fold;
  #name;
  #draw;
  #things = new Map();

  constructor(fold, name, draw) {
    this.#fold = fold;
    this.#name = name;
    this.#draw = draw;
  }

  get = (id) => this.#things.get(id);

  // Actions

  set(things) {
    this.#things = new Map(things.map((thing) => [thing.id, thing]));
    this.#tell();
  }

  put(thing) {
    this.#things.set(thing.id, thing);
    this.#tell();
  }

  drop(id) {
    this.#things.delete(id);
    this.#tell();
  }

  // Internal

  #tell() {
    const { size } = this.#things;
    show(this.#fold, size > 0);
    slot(this.#fold, "words").textContent = count(this.#name, size);
    const pieces = [...this.#things.values()].map((thing) => {
      const piece = this.#draw(thing);
      piece.dataset.id = thing.id;
      return piece;
    });
    slot(this.#fold, "list").replaceChildren(...pieces);
  }
}
