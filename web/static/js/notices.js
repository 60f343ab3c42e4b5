// What is told to one person alone, and stays until they put it away: notices, and the card with help.

import { cardElement } from "./card.js";
import { clone, fill, onAct } from "./dom.js";
import { say } from "./words.js";

const ONLY_HERE = "here/";

export class Notices {
  #place;
  #feed;
  #announcer;
  #scroll;
  #elements = new Map();

  constructor({ place, feed, announcer, scroll }) {
    this.#place = place;
    this.#feed = feed;
    this.#announcer = announcer;
    this.#scroll = scroll;
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
    const all = new Map([...this.#elements].filter(([id]) => id.startsWith(ONLY_HERE)));
    for (const notice of notices) all.set(notice.id, this.#elements.get(notice.id) ?? noticeElement(notice));
    for (const card of cards) all.set(card.id, this.#elements.get(card.id) ?? cardElement(card));
    const fresh = cards.find(({ id }) => !this.#elements.has(id));
    this.#elements = all;
    this.#draw();
    if (fresh) this.#scroll.toTheTopOf(all.get(fresh.id));
  }

  /** Something that only this page knows of; it is not kept. */
  tell(id, text) {
    this.#put(id, noticeElement({ id, text }));
    this.#announcer.say(text);
  }

  untell(id) {
    if (this.#elements.delete(id)) this.#draw();
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
    if (!id.startsWith(ONLY_HERE)) this.#feed.ask({ do: "dismiss", card: id }).catch(() => {});
  }

  #draw() {
    this.#place.replaceChildren(...this.#elements.values());
  }
}

function noticeElement(notice) {
  const element = clone("notice-template");
  element.dataset.putAway = notice.id;
  fill(element, { text: notice.text });
  return element;
}
