// What was told to one person alone: a line each in the dock, opened by a tap, there until it is put away.

import { clone, fill, onAct, show, slot } from "./dom.js";
import { count } from "./words.js";

const MOST = 2;
const MOST_BESIDE_HELP = 1;

export class Notices {
  #place;
  #feed;
  #care;
  #lines = new Map();
  #all = false;

  constructor({ place, feed, care, announcer }) {
    this.#place = place;
    this.#feed = feed;
    this.#care = care;
    onAct(place, (act, button) => this.#act(act, button));
    care.addEventListener("change", () => this.#draw());
    feed.addEventListener("notice", ({ detail: { notice } }) => {
      this.#lines.set(notice.id, noticeElement(notice));
      this.#draw();
      announcer.say(notice.text);
    });
  }

  // Actions

  /** All that this person has not put away yet. */
  set(notices) {
    const known = this.#lines;
    this.#lines = new Map(notices.map((notice) => [notice.id, known.get(notice.id) ?? noticeElement(notice)]));
    this.#draw();
  }

  // Internal

  #act(act, button) {
    if (act === "all") this.#all = true;
    if (act === "dismiss") this.#putAway(button.closest("[data-put-away]").dataset.putAway);
    this.#draw();
  }

  #putAway(id) {
    this.#lines.delete(id);
    document.getElementById("draft")?.focus();
    this.#feed.ask({ do: "dismiss", card: id }).catch(() => {});
  }

  #draw() {
    const newest = [...this.#lines.values()].reverse();
    const most = this.#care.isOpen ? MOST_BESIDE_HELP : MOST;
    if (newest.length <= most) this.#all = false;
    const shown = this.#all ? newest : newest.slice(0, most);
    const more = newest.length - shown.length;
    slot(this.#place, "list").replaceChildren(...shown);
    show(this.#place, newest.length > 0);
    show(slot(this.#place, "more"), more > 0);
    slot(this.#place, "more").textContent = count("notices.more", more);
  }
}

function noticeElement(notice) {
  const element = clone("notice-template");
  element.dataset.putAway = notice.id;
  fill(element, { text: notice.text });
  return element;
}
