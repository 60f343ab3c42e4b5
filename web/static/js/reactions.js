// The small signs under a message, and who gave them.

import { slot } from "./dom.js";
import { names, say } from "./words.js";

const kinds = () => [...document.getElementById("chips-template").content.firstElementChild.children];

const label = (chip) => chip.firstElementChild.title;

/** Puts a chip for each kind that somebody gave. */
export function drawReactions(element, reactions, me) {
  for (const chip of kinds()) {
    const members = reactions[chip.dataset.kind] ?? [];
    if (!members.length) continue;
    const copy = chip.cloneNode(true);
    const button = copy.firstElementChild;
    copy.dataset.members = members.join(" ");
    button.setAttribute("aria-label", say("chip", { kind: label(chip), n: members.length }));
    button.setAttribute("aria-pressed", members.includes(me));
    slot(copy, "count").textContent = members.length;
    slot(element, "reactions").append(copy);
  }
}

/** A sentence for each kind: "Hug: Ana and Ben". `nameOf` knows those who are still in the room. */
export function whoReacted(element, nameOf) {
  return [...slot(element, "reactions").children].map((chip) => {
    const known = chip.dataset.members.split(" ").map(nameOf).filter(Boolean);
    return say("reacted", { kind: label(chip), names: names(known) });
  });
}
