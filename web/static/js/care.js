// Help for one person, docked above the place where they write. It comes open, one tap folds it to a strip, and it stays
// until it is put away. One card stands in front: an emergency, else the newest; the others wait behind it.

import { cardElement, emergencyLink, isEmergency } from "./card.js";
import { fill, onAct, show, slot } from "./dom.js";
import { say } from "./words.js";

const LEVELS = ["concern", "high", "immediate"];

const foremost = (one, other) => isEmergency(other) - isEmergency(one) || Date.parse(other.at) - Date.parse(one.at);

export class Care extends EventTarget {
  #panel;
  #feed;
  #announcer;
  #kept;
  #cards = new Map();
  #drawn = "";

  constructor({ panel, feed, announcer, kept }) {
    super();
    this.#panel = panel;
    this.#feed = feed;
    this.#announcer = announcer;
    this.#kept = kept;
    onAct(panel, (act, button) => this.#act(act, button));
    feed.addEventListener("card", ({ detail }) => this.#came(detail.card));
  }

  get isOpen() {
    return this.#cards.size > 0 && [...this.#cards.values()].some((card) => !this.#isFolded(card));
  }

  // Actions

  /** All that this person has not put away yet. */
  set(cards) {
    this.#cards = new Map(cards.map((card) => [card.id, card]));
    this.#draw();
  }

  // Internal

  #came(card) {
    this.#cards.set(card.id, card);
    this.#draw();
    if (!this.#isFolded(card)) this.#announcer.say(say("announce.card"));
  }

  // A card that was folded stays folded when it is renewed, unless it has become worse since.
  #isFolded({ id, level }) {
    return (this.#kept.get()?.[id] ?? -1) >= LEVELS.indexOf(level);
  }

  #fold(folded) {
    const levels = [...this.#cards.values()].map(({ id, level }) => [id, LEVELS.indexOf(level)]);
    this.#kept.set(folded ? Object.fromEntries(levels) : null);
    this.#draw();
  }

  #act(act, button) {
    if (act === "fold") this.#fold(this.isOpen);
    if (act === "leave-quickly") document.querySelector("form[data-leave]").requestSubmit();
    if (act !== "dismiss") return;
    const id = button.closest("[data-put-away]").dataset.putAway;
    this.#cards.delete(id);
    this.#draw();
    document.getElementById("draft")?.focus();
    this.#feed.ask({ do: "dismiss", card: id }).catch(() => {});
  }

  #draw() {
    const cards = [...this.#cards.values()].sort(foremost);
    const open = this.isOpen;
    show(this.#panel, cards.length > 0);
    this.#panel.dataset.open = open;
    this.#panel.querySelector('[data-act="fold"]').setAttribute("aria-expanded", open);
    show(this.#panel.querySelector("#care-cards"), open);
    this.#drawCards(cards);
    const urgent = cards.length > 0 && isEmergency(cards[0]) && !open;
    if (urgent) emergencyLink(slot(this.#panel, "call"), cards[0].emergency);
    else show(slot(this.#panel, "call"), false);
    this.dispatchEvent(new CustomEvent("change"));
  }

  // What is the same as before stays as it is, so that a reconnection moves nothing under the reader.
  #drawCards(cards) {
    const words = JSON.stringify(cards);
    if (words === this.#drawn) return;
    this.#drawn = words;
    const [current, ...others] = cards.map(cardElement);
    // Who was told is said once, by the card in front: an older answer would contradict it.
    for (const other of others) fill(other, { told: "", private: "" });
    slot(this.#panel, "current").replaceChildren(...(current ? [current] : []));
    slot(this.#panel, "others").replaceChildren(...others);
    slot(this.#panel, "behind").open = false;
    show(slot(this.#panel, "behind"), others.length > 0);
    this.#panel.querySelector("#care-cards").scrollTop = 0;
  }
}
