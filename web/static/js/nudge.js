// The pause before a message that may hurt, or that says too much. Only its author sees it, and only
// this browser keeps it, until they have changed, sent or deleted it. Several are looked at one after another.

import { onAct, show, slot } from "./dom.js";

export class Nudge {
  #panel;
  #outbox;
  #composer;
  #item = null;

  constructor(panel, outbox, composer) {
    this.#panel = panel;
    this.#outbox = outbox;
    this.#composer = composer;
    outbox.addEventListener("change", () => this.#look());
    onAct(panel, (act) => this.#answer(act));
    this.#look();
  }

  // Internal

  #look() {
    const item = this.#outbox.items.find(({ state }) => state === "stopped") ?? null;
    if (item?.ref === this.#item?.ref) return;
    this.#item = item;
    show(this.#panel, Boolean(item));
    if (item) this.#ask(item);
  }

  #ask({ what, look }) {
    const mayInsist = look.code === "nudge";
    slot(this.#panel, "words").textContent = look.text;
    show(slot(this.#panel, "idea"), mayInsist);
    slot(this.#panel, "text").replaceChildren(...marked(what.text, look.spans ?? []));
    show(this.#panel.querySelector('[data-act="anyway"]'), mayInsist);
    this.#panel.focus();
  }

  #answer(act) {
    const item = this.#item;
    if (act === "anyway") {
      this.#outbox.again(item, true);
      return;
    }
    if (act === "change" && item.what.do === "edit") this.#composer.edit(item.what);
    if (act === "change" && item.what.do === "say") this.#composer.take(item.what);
    this.#outbox.drop(item.ref);
  }
}

/** The text with its spans marked. Spans count code points, and may overlap. */
function marked(text, spans) {
  const points = [...text];
  const nodes = [];
  let at = 0;
  for (const [start, end] of [...spans].sort(([one], [other]) => one - other)) {
    if (end <= at) continue;
    nodes.push(points.slice(at, Math.max(at, start)).join(""));
    const mark = document.createElement("mark");
    mark.textContent = points.slice(Math.max(at, start), end).join("");
    nodes.push(mark);
    at = end;
  }
  return [...nodes, points.slice(at).join("")];
}
