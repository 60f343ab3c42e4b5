// Dialogs that ask what a command needs before it is sent. Each is in the page under its command's name, and its fields are
// the command's fields. It stays open until the room has answered.

import { Dropped } from "./connection.js";
import { show, slot } from "./dom.js";
import { say } from "./words.js";

export class Asks {
  #feed;
  #told;
  #given = {};

  constructor(feed, told) {
    this.#feed = feed;
    this.#told = told;
    for (const dialog of document.querySelectorAll("dialog[data-ask]")) {
      dialog.addEventListener("submit", (event) => this.#submit(event, dialog));
    }
  }

  // Actions

  /** Asks, or sends at once where there is nothing to ask. `given` are fields that are known already. */
  open(command, given = {}, name = "") {
    const dialog = document.querySelector(`dialog[data-ask="${command}"]`);
    if (!dialog) {
      this.#send(command, given);
      return;
    }
    this.#given = given;
    dialog.querySelector("form").reset();
    slot(dialog, "name").textContent = name;
    show(slot(dialog, "error"), false);
    dialog.showModal();
    dialog.querySelector("form :is(input:checked, select, textarea, button)").focus();
  }

  // Internal

  async #submit(event, dialog) {
    if (event.submitter?.value !== "go") return;
    event.preventDefault();
    const command = dialog.dataset.ask;
    const error = await this.#ask({ do: command, ...this.#given, ...fields(event.target) });
    if (error) {
      slot(dialog, "error").textContent = error;
      show(slot(dialog, "error"), true);
      return;
    }
    dialog.close();
    this.#told.say(say(`thanks.${command}`));
  }

  async #send(command, given) {
    const error = await this.#ask({ do: command, ...given });
    if (error) this.#told.say(error);
  }

  async #ask(command) {
    try {
      const reply = await this.#feed.ask(command);
      return reply.ok ? "" : reply.error.text;
    } catch (error) {
      if (error instanceof Dropped) return say("live.reconnecting");
      throw error;
    }
  }
}

/** The form's fields; what is left empty is left out. */
function fields(form) {
  const found = {};
  for (const [name, value] of new FormData(form)) {
    if (value === "" && name !== "reason") continue;
    found[name] = form.elements[name].dataset?.number === undefined ? value : Number(value);
  }
  return found;
}
