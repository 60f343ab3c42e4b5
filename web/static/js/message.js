// Fills the one message template from a message as the protocol writes it.

import { clone, fill, show, slot } from "./dom.js";
import { drawReactions } from "./reactions.js";
import { tell } from "./times.js";

const EXCERPT_LENGTH = 80;

/** The first words of a text, on one line. */
export function excerpt(text) {
  const line = [...text.replace(/\s+/g, " ").trim()];
  return line.length > EXCERPT_LENGTH ? `${line.slice(0, EXCERPT_LENGTH - 1).join("")}…` : line.join("");
}

/** What a message in the page says, and who said it. */
export function read(element) {
  const folded = slot(element, "note").textContent;
  return {
    id: element.dataset.id,
    author: element.dataset.author,
    name: slot(element, "name").textContent,
    text: slot(element, folded ? "folded" : "text").textContent,
    note: folded || null,
    state: element.dataset.state,
    pinned: !slot(element, "pinned").hidden,
    mine: [...element.querySelectorAll('.chip[aria-pressed="true"]')].map((chip) => chip.parentElement.dataset.kind),
  };
}

/** Whether a held message, or one with a held change, waits no more now that the room has it like this. */
export function waitsNoMore(held, { state, text }) {
  if (state === "gone") return true;
  return state === "shown" && (!held.pending || text !== held.text);
}

/** A message element, filled. `find` gives the element of another message, or null. */
export function draw(message, me, find) {
  const element = clone("message-template");
  const hidden = message.state === "hidden";
  element.id = `m-${message.id}`;
  Object.assign(element.dataset, {
    id: message.id,
    author: message.author,
    place: message.place ?? "",
    rev: message.rev ?? "",
    state: message.state,
    mine: message.author === me,
  });
  fill(element, {
    name: message.name,
    edited: Boolean(message.edited),
    pinned: Boolean(message.pinned),
    hidden,
    fold: Boolean(message.note) && !hidden,
    note: message.note,
    folded: message.note ? message.text : "",
    text: message.note || hidden ? "" : message.text,
  });
  show(slot(element, "note"), true);
  tell(slot(element, "time"), message.at ?? message.written_at);
  slot(element, "day").firstElementChild.dateTime = message.at ?? "";
  drawReply(element, message.reply_to, find);
  drawReactions(element, message.reactions ?? {}, me);
  return element;
}

function drawReply(element, id, find) {
  const line = slot(element, "reply");
  show(line, Boolean(id));
  if (!id) return;
  line.querySelector("a").hash = `m-${id}`;
  const answered = find(id);
  if (!answered) return;
  const { name, text, note } = read(answered);
  slot(line, "reply-name").textContent = name;
  slot(line, "reply-text").textContent = excerpt(note ?? text);
}
