// What only facilitators see: who may need them, which messages wait, what was reported.

import { clone, fill, onAct, show, slot } from "./dom.js";
import { waitsNoMore } from "./message.js";
import { Pile } from "./pile.js";
import { tell } from "./times.js";
import { named, say } from "./words.js";

export class Watch {
  #room;
  #alerts;
  #queue;
  #reports;

  constructor(section, room) {
    this.#room = room;
    this.#alerts = new Pile(section.querySelector("#alerts"), "alerts", alertElement);
    this.#queue = new Pile(section.querySelector("#queue"), "queue", heldElement);
    this.#reports = new Pile(section.querySelector("#reports"), "reports", reportElement);
    onAct(section, (act, button) => this.#act(act, button.closest("[data-id]").dataset.id));
    room.feed.addEventListener("alert", ({ detail }) => this.#alert(detail.alert));
    room.feed.addEventListener("message", ({ detail }) => this.#told(detail.message));
    room.feed.addEventListener("queue", ({ detail }) => this.#queued(detail));
    room.feed.addEventListener("reported", ({ detail }) => this.#reported(detail.report));
  }

  // Actions

  set({ alerts = [], queue = [], reports = [] }) {
    this.#alerts.set(alerts);
    this.#queue.set(queue);
    this.#reports.set(reports);
  }

  // Internal

  #alert(alert) {
    const known = this.#alerts.get(alert.id);
    if (alert.closed) {
      this.#alerts.drop(alert.id);
      return;
    }
    this.#alerts.put(alert);
    if (!known) this.#room.announcer.say(say("alert.lead", { name: named(alert.name) }));
  }

  #queued({ change, message, member, until }) {
    if (change === "muted") this.#room.people.mute(member, until ?? null);
    if (change === "added") this.#queue.put(message);
    if (change === "gone") this.#queue.drop(message.id);
  }

  #told(message) {
    const held = this.#queue.get(message.id);
    if (held && waitsNoMore(held, message)) this.#queue.drop(message.id);
  }

  #reported(report) {
    if (report.closed) this.#reports.drop(report.id);
    else this.#reports.put(report);
  }

  #act(act, id) {
    const { asks, asides } = this.#room;
    const alert = this.#alerts.get(id);
    const held = this.#queue.get(id);
    if (act === "claim" || act === "settle") asks.open(act, { alert: id });
    if (act === "release" || act === "decline") asks.open(act, { id });
    if (act === "write") asides.open(alert?.member ?? held.author, (alert ?? held).name);
  }
}

function alertElement(alert) {
  const element = clone("alert-template");
  const urgent = alert.level === "immediate" || alert.escalated;
  const claimed = alert.claimed_name;
  fill(element, {
    lead: say("alert.lead", { name: named(alert.name) }),
    words: say(urgent ? "alert.immediate" : "alert.words"),
    claimed: claimed ? say("alert.claimed", { name: named(claimed) }) : say("alert.unclaimed"),
  });
  show(element.querySelector('[data-act="claim"]'), !claimed);
  tell(slot(element, "time"), alert.at);
  pointAt(slot(element, "open"), alert.message);
  return element;
}

function heldElement(message) {
  const element = clone("held-template");
  fill(element, { name: message.name, text: message.pending ?? message.text, note: message.note, why: message.why });
  tell(slot(element, "time"), message.written_at);
  return element;
}

function reportElement(report) {
  const element = clone("report-template");
  const rule = document.querySelector(`dialog[data-ask="report"] input[value="${CSS.escape(report.rule ?? "")}"]`);
  fill(element, { rule: rule?.nextElementSibling.textContent ?? say("report.other-rule"), text: report.text });
  tell(slot(element, "time"), report.at);
  pointAt(slot(element, "open"), report.message);
  return element;
}

function pointAt(element, message) {
  show(element, Boolean(message));
  if (message) element.href = `#m-${message}`;
}
