// The private card with help. Its words and numbers come with it; this only puts them in their places.

import { clone, fill, link, show, slot } from "./dom.js";
import { say } from "./words.js";

/** Whether a card is about a danger to life now. */
export const isEmergency = ({ kind, level }) => kind === "emergency" || level === "immediate";

/** The card, filled. */
export function cardElement(card) {
  const element = clone("card-template");
  element.dataset.putAway = card.id;
  element.dataset.emergency = isEmergency(card);
  fill(element, { private: card.private, told: card.told_text, heading: card.heading, "small-print": card.small_print });
  const heading = slot(element, "heading");
  heading.id = `card-${card.id}`;
  element.setAttribute("aria-labelledby", heading.id);
  // What can be pressed comes right after the first sentence, so that a phone shows it without scrolling.
  const [lead, ...lines] = card.lines;
  fill(element, { lead });
  slot(element, "lines").append(...lines.map(paragraph));
  drawCalls(element, card);
  slot(element, "helplines").append(...card.helplines.map(helplineElement));
  // The first line's number stands above already.
  slot(element, "phone")?.remove();
  slot(element, "questions").append(...card.questions.map(questionElement));
  show(slot(element, "second"), Boolean(card.second));
  if (card.second) slot(element, "second-line").append(helplineElement(card.second));
  return element;
}

/** Points a link at the emergency number, where one is known. */
export function emergencyLink(element, { number, tel }) {
  link(element, number && tel, number ? say("call", { number }) : "");
}

// In an emergency its number comes first and is solid; else the first helpline does, and the number follows.
function drawCalls(element, card) {
  const emergency = slot(element, "emergency-link");
  const first = slot(element, "first-link");
  const [line] = card.helplines;
  emergencyLink(emergency, card.emergency);
  link(first, line?.tel, line?.tel ? say("call.line", { name: line.name, number: line.phone }) : "");
  if (!isEmergency(card)) return;
  emergency.parentElement.prepend(emergency);
  emergency.parentElement.after(slot(element, "lead"));
  emergency.classList.replace("button--danger", "button--urgent");
  first.classList.add("button--quiet");
}

function paragraph(text) {
  const element = document.createElement("p");
  element.textContent = text;
  return element;
}

function questionElement({ q, a }) {
  const element = clone("question-template");
  fill(element, { question: q, answer: a });
  return element;
}

function helplineElement(line) {
  const element = clone("helpline-template");
  fill(element, { name: line.name, hours: line.hours });
  link(slot(element, "phone"), line.tel, say("call", { number: line.phone }));
  link(slot(element, "sms"), line.sms_link, textWords(line.sms));
  link(slot(element, "whatsapp"), line.whatsapp_link, say("whatsapp", { number: line.whatsapp }));
  link(slot(element, "chat"), line.chat_url ?? line.url, say(line.chat_url ? "chat" : "page"));
  link(slot(element, "source"), line.source_url, say("source"));
  const seen = line.confirmed_on ?? line.source_seen_on;
  fill(element, { checked: seen ? say("checked", { date: seen }) : "" });
  return element;
}

function textWords(sms) {
  if (!sms) return "";
  return sms.keyword ? say("text.word", { word: sms.keyword, number: sms.number }) : say("text", { number: sms.number });
}
