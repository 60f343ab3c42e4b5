// Small steps in the page that several behaviours take. Text enters only as text.

/** A copy of the first element in a template. */
export function clone(id) {
  return document.getElementById(id).content.firstElementChild.cloneNode(true);
}

/** The element that a piece of the page keeps for something. */
export const slot = (root, name) => root.querySelector(`[data-slot="${name}"]`);

/** Writes texts into slots; a slot that is given nothing is hidden. True and false show and hide, and write nothing. */
export function fill(root, texts) {
  for (const [name, text] of Object.entries(texts)) {
    const element = slot(root, name);
    element.hidden = !text;
    if (typeof text !== "boolean") element.textContent = text ?? "";
  }
}

/** Shows or hides without touching the words. */
export function show(element, visible) {
  if (element) element.hidden = !visible;
}

/** Points a link somewhere, if that is an address of a kind we know. */
export function link(element, address, words) {
  const known = /^(https?|tel|sms):/i.test(address ?? "");
  element.hidden = !known;
  if (!known) return;
  element.href = address;
  element.textContent = words;
}

/** Calls `act` with the name and the button of whatever is pressed inside `root`. */
export function onAct(root, act) {
  root.addEventListener("click", (event) => {
    const button = event.target.closest("[data-act]");
    if (button && root.contains(button)) act(button.dataset.act, button);
  });
}

/** An event with something in it. */
export const news = (name, detail) => new CustomEvent(name, { detail });
