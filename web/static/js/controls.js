// The room's own switches: pause, slow, open and close, and for everybody the talking piece and the raised hands.

import { show, slot } from "./dom.js";
import { named, say } from "./words.js";

export class Controls {
  #turn;
  #room;

  constructor(turn, room) {
    this.#turn = turn;
    this.#room = room;
    document.addEventListener("click", ({ target }) => this.#press(target.closest("[data-do], [data-ask-for]")));
  }

  // Actions

  about({ paused, open, kind, holder, hands }) {
    const now = { paused, running: !paused, closed: !open, opened: open && kind === "circle", piece: Boolean(holder) };
    for (const button of document.querySelectorAll("[data-when]")) show(button, now[button.dataset.when]);
    this.#room.people.raised(hands);
    this.#piece(holder, hands, kind);
  }

  // Internal

  #press(button) {
    if (!button) return;
    const command = button.dataset.do ?? button.dataset.askFor;
    if (command === "put-away") this.#room.asks.open("give", { member: null });
    else this.#room.asks.open(command);
  }

  #piece(holder, hands, kind) {
    const { me, people } = this.#room;
    const mine = holder === me.id;
    const raised = hands.includes(me.id);
    show(this.#turn, Boolean(holder) || hands.length > 0 || kind === "circle");
    const words = mine ? say("turn.mine") : say("turn.lead", { name: named(people.get(holder)?.name ?? "") });
    slot(this.#turn, "holder").textContent = holder ? words : "";
    show(slot(this.#turn, "holder"), Boolean(holder));
    show(this.#turn.querySelector('[data-do="raise"]'), !mine && !raised);
    show(this.#turn.querySelector('[data-do="lower"]'), raised);
    show(this.#turn.querySelector('[data-do="pass"]'), mine);
  }
}
