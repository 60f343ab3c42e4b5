// The pause before a message that may hurt, or that says too much. Only its author sees it; nothing was kept.

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
    outbox.addEventListener("stopped", ({ detail }) => this.#ask(detail));
    onAct(panel, (act) => this.#answer(act));
  }

  // Internal

  #ask({ item, error }) {
    const mayInsist = error.code === "nudge";
    this.#item = item;
    slot(this.#panel, "words").textContent = error.text;
    show(slot(this.#panel, "idea"), mayInsist);
    slot(this.#panel, "text").replaceChildren(...marked(item.what.text, error.spans ?? []));
    show(this.#panel.querySelector('[data-act="anyway"]'), mayInsist);
    show(this.#panel, true);
    this.#panel.focus();
  }

  #answer(act) {
    const item = this.#item;
    this.#item = null;
    show(this.#panel, false);
    if (act === "anyway") this.#outbox.again(item, true);
    if (act === "change" && item.what.do === "edit") this.#composer.edit(item.what);
    if (act === "change" && item.what.do === "say") this.#composer.take(item.what);
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
