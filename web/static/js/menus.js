// The menus of a message and of a person: one of each for the whole room, fitted to what it was opened for.

import { onAct, show, slot } from "./dom.js";
import { excerpt, read } from "./message.js";
import { whoReacted } from "./reactions.js";
import { when } from "./times.js";
import { named, say } from "./words.js";

const EDGE_PX = 12;

/** Shows the items whose every word of `data-for` is true here. */
function fit(menu, facts, button) {
  for (const item of menu.querySelectorAll("[data-for]")) {
    show(item, item.dataset.for.split(" ").every((word) => facts.has(word)));
  }
  menu.showModal();
  menu.querySelector(".sheet__close").focus();
  beside(menu, button.getBoundingClientRect());
}

/** Puts the menu next to the button it was opened from, inside the window. */
function beside(menu, button) {
  const { width, height } = menu.getBoundingClientRect();
  const rightToLeft = getComputedStyle(menu).direction === "rtl";
  const left = Math.max(EDGE_PX, Math.min(button.right - width, innerWidth - width - EDGE_PX));
  const top = Math.max(EDGE_PX, Math.min(button.bottom, innerHeight - height - EDGE_PX));
  menu.style.setProperty("--menu-block", `${top}px`);
  menu.style.setProperty("--menu-inline", `${rightToLeft ? innerWidth - left - width : left}px`);
  menu.dataset.beside = true;
}

/** The words that are true, of an object from word to truth. */
const truths = (words) => new Set(Object.keys(words).filter((word) => words[word]));

export class MessageMenu {
  #menu;
  #room;
  #message = null;
  #button = null;

  constructor(menu, list, room) {
    this.#menu = menu;
    this.#room = room;
    onAct(list, (act, button) => this.#press(act, button));
    onAct(menu, (act, button) => this.#act(act, button));
  }

  // Internal

  #press(act, button) {
    const element = button.closest("[data-id]");
    const message = read(element);
    if (act === "more") this.#tellWhoReacted(element);
    if (act === "react") this.#react(message, button.parentElement.dataset.kind);
    if (act === "more") this.#open(message, button);
  }

  #open(message, button) {
    this.#message = message;
    this.#button = button;
    const { me } = this.#room;
    slot(this.#menu, "name").textContent = message.name;
    slot(this.#menu, "excerpt").textContent = excerpt(message.note ?? message.text);
    for (const button of this.#menu.querySelectorAll("[data-kind]")) {
      button.setAttribute("aria-pressed", message.mine.includes(button.dataset.kind));
    }
    const own = message.author === me.id;
    const shown = message.state === "shown";
    const facts = { all: shown, own: own && shown, others: !own, facilitator: me.facilitates, shown, hidden: !shown };
    fit(this.#menu, truths({ ...facts, pinned: message.pinned, unpinned: shown && !message.pinned }), button);
  }

  #tellWhoReacted(element) {
    const lines = whoReacted(element, (id) => this.#room.people.get(id)?.name).map((sentence) => {
      return Object.assign(document.createElement("li"), { textContent: sentence });
    });
    slot(this.#menu, "reacted").replaceChildren(...lines);
  }

  #act(act, button) {
    const message = this.#message;
    const { asks, composer, personMenu } = this.#room;
    this.#menu.close();
    if (act === "react") this.#react(message, button.dataset.kind);
    else if (act === "reply") composer.reply(message);
    else if (act === "edit") composer.edit(message);
    else if (act === "person") personMenu.open(message.author, message.name, this.#button);
    else asks.open(act, { id: message.id });
  }

  #react(message, kind) {
    this.#room.asks.open("react", { id: message.id, kind, on: !message.mine.includes(kind) });
  }
}

export class PersonMenu {
  #menu;
  #room;
  #person = null;
  #ignored = new Set();

  constructor(menu, list, room) {
    this.#menu = menu;
    this.#room = room;
    onAct(list, (act, button) => {
      const { member } = button.closest("[data-member]").dataset;
      this.open(member, room.people.get(member)?.name ?? "", button);
    });
    onAct(menu, (act) => this.#act(act));
  }

  // Actions

  ignored(members) {
    this.#ignored = new Set(members);
    this.#room.timeline.ignore(this.#ignored);
  }

  open(id, name, button) {
    const { me, people } = this.#room;
    const { role, muted_until: muted } = people.get(id) ?? {};
    this.#person = { id, name };
    slot(this.#menu, "name").textContent = name;
    slot(this.#menu, "muted").textContent = muted ? say("person.muted", { time: when(muted) }) : "";
    show(slot(this.#menu, "muted"), Boolean(muted));
    const ignored = this.#ignored.has(id);
    const facts = { others: id !== me.id, facilitator: me.facilitates, member: !me.facilitates && role === "facilitator" };
    const standing = { muted, unmuted: !muted, ignored, heard: !ignored, present: people.get(id) };
    fit(this.#menu, truths({ ...facts, ...standing }), button);
  }

  // Internal

  #act(act) {
    const { id, name } = this.#person;
    this.#menu.close();
    if (act === "aside") this.#room.asides.open(id, name);
    else if (act === "open-aside") this.#room.asides.open();
    else if (act === "ignore" || act === "unignore") this.#ignore(id, act === "ignore");
    else this.#room.asks.open(act, { member: id }, named(name));
  }

  #ignore(id, on) {
    this.#room.asks.open("ignore", { member: id, on });
    if (on) this.#ignored.add(id);
    else this.#ignored.delete(id);
    this.ignored(this.#ignored);
  }
}
