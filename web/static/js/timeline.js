// The messages in the page: ordered by place, replaced by id, each under its day and beside what its author said before.

import { news, show, slot } from "./dom.js";
import { draw, read } from "./message.js";
import { dayOf, tell } from "./times.js";

export class Timeline extends EventTarget {
  #list;
  #me;
  #together;
  #ignored = new Set();

  constructor(list, me, togetherMs) {
    super();
    this.#list = list;
    this.#me = me;
    this.#together = togetherMs;
    for (const element of list.children) this.#stand(element);
  }

  get oldest() {
    const first = this.#list.firstElementChild;
    return first ? Number(first.dataset.place) : 0;
  }

  get newest() {
    const last = this.#list.lastElementChild;
    return last ? Number(last.dataset.place) : 0;
  }

  find = (id) => this.#list.querySelector(`[data-id="${CSS.escape(id)}"]`);

  /** What the message of that id says, where it is in the page. */
  read = (id) => {
    const element = this.find(id);
    return element && read(element);
  };

  // Actions

  /** Shows a message where it belongs; one that is gone leaves the page. */
  put(message) {
    const before = this.find(message.id);
    if (message.state === "gone") {
      before && this.#drop(before);
      return;
    }
    const element = draw(message, this.#me, this.find);
    element.dataset.ignored = this.#ignored.has(message.author);
    if (before) this.#replace(before, element);
    else this.#insert(element);
    this.#stand(element);
    if (element.nextElementSibling) this.#stand(element.nextElementSibling);
    if (!before) this.dispatchEvent(news("added", { message, element }));
  }

  clear() {
    this.#list.replaceChildren();
  }

  /** Hides what these people say, here and nowhere else. */
  ignore(members) {
    this.#ignored = new Set(members);
    for (const element of this.#list.children) element.dataset.ignored = this.#ignored.has(element.dataset.author);
  }

  // Internal

  #insert(element) {
    const place = Number(element.dataset.place);
    let after = this.#list.lastElementChild;
    while (after && Number(after.dataset.place) > place) after = after.previousElementSibling;
    if (after) after.after(element);
    else this.#list.prepend(element);
  }

  #replace(before, element) {
    const focused = before.contains(document.activeElement) ? document.activeElement : null;
    const kind = focused?.closest("[data-kind]")?.dataset.kind;
    slot(element, "fold").open = slot(before, "fold").open;
    slot(element, "new").hidden = slot(before, "new").hidden;
    before.replaceWith(element);
    if (focused === before) element.focus();
    if (!focused || focused === before) return;
    const same = kind && element.querySelector(`[data-kind="${kind}"] button`);
    (same || element.querySelector('[data-act="more"]')).focus();
  }

  #drop(element) {
    const next = element.nextElementSibling;
    element.remove();
    if (next) this.#stand(next);
  }

  #stand(element) {
    const before = element.previousElementSibling;
    const at = slot(element, "time").dateTime;
    const earlier = before && slot(before, "time").dateTime;
    const newDay = !before || dayOf(earlier) !== dayOf(at);
    const soon = before && Date.parse(at) - Date.parse(earlier) < this.#together;
    const follows = !newDay && soon && before.dataset.author === element.dataset.author;
    element.dataset.follows = Boolean(follows);
    const day = slot(element, "day");
    show(day, newDay);
    if (newDay) tell(day.firstElementChild, at);
  }
}
