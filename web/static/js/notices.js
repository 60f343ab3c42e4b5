// What is told to one person alone, and stays until they put it away: notices, and the card with help.

import { cardElement } from "./card.js";
import { clone, fill, onAct } from "./dom.js";
import { when } from "./times.js";
import { say } from "./words.js";

const NEVER_YEAR = 9999;

export class Notices {
  #place;
  #feed;
  #elements = new Map();

  constructor({ place, feed, announcer, scroll }) {
    this.#place = place;
    this.#feed = feed;
    onAct(place, (act, button) => this.#act(act, button));
    feed.addEventListener("card", ({ detail }) => {
      this.#put(detail.card.id, cardElement(detail.card));
      announcer.say(say("announce.card"));
      scroll.toTheTopOf(this.#elements.get(detail.card.id));
    });
    feed.addEventListener("notice", ({ detail }) => {
      this.#put(detail.notice.id, noticeElement(detail.notice));
      announcer.say(detail.notice.text);
      scroll.toTheTopOf(this.#elements.get(detail.notice.id));
    });
  }

  // Actions

  /** All that this person has not put away yet. */
  set({ cards, notices }) {
    const all = new Map();
    for (const notice of notices) all.set(notice.id, this.#elements.get(notice.id) ?? noticeElement(notice));
    for (const card of cards) all.set(card.id, this.#elements.get(card.id) ?? cardElement(card));
    this.#elements = all;
    this.#draw();
  }

  // Internal

  #put(id, element) {
    this.#elements.set(id, element);
    this.#draw();
  }

  #act(act, button) {
    if (act === "leave-quickly") document.querySelector("form[data-leave]").requestSubmit();
    if (act !== "dismiss") return;
    const id = button.closest("[data-put-away]").dataset.putAway;
    this.#elements.delete(id);
    this.#draw();
    document.getElementById("draft").focus();
    this.#feed.ask({ do: "dismiss", card: id }).catch(() => {});
  }

  #draw() {
    this.#place.replaceChildren(...this.#elements.values());
  }
}

function noticeElement(notice) {
  const element = clone("notice-template");
  element.dataset.putAway = notice.id;
  const ends = notice.until && new Date(notice.until).getUTCFullYear() < NEVER_YEAR;
  fill(element, { text: notice.text, until: ends ? say("until", { time: when(notice.until) }) : "" });
  return element;
}
