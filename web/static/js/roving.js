// One stop of the Tab key for all messages: arrows, Home and End go from one to the next, Enter opens its menu. What is in
// the message one stands on is reached with Tab.

const CONTROLS = "a, button, summary";

export class Roving {
  #list;
  #current = null;

  constructor(list) {
    this.#list = list;
    list.addEventListener("keydown", (event) => this.#key(event));
    list.addEventListener("focusin", ({ target }) => this.#stand(target.closest("[data-id]")));
    new MutationObserver(() => this.#changed()).observe(list, { childList: true });
    this.#changed();
  }

  // Internal

  #changed() {
    const reading = this.#list.contains(document.activeElement);
    for (const element of this.#list.children) if (element !== this.#current) reach(element, false);
    const same = this.#current && document.getElementById(this.#current.id);
    this.#stand((reading && same) || this.#shown.at(-1) || null);
  }

  get #shown() {
    return [...this.#list.children].filter((element) => element.dataset.ignored !== "true");
  }

  #stand(element) {
    if (this.#current && this.#current !== element) reach(this.#current, false);
    this.#current = element;
    if (element) reach(element, true);
  }

  #key(event) {
    if (event.target !== this.#current || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "Enter") this.#current.querySelector('[data-act="more"]').click();
    const to = this.#next(event.key);
    if (event.key === "Enter" || to) event.preventDefault();
    to?.focus();
  }

  #next(key) {
    const shown = this.#shown;
    const at = shown.indexOf(this.#current);
    return { ArrowUp: shown[at - 1], ArrowDown: shown[at + 1], Home: shown[0], End: shown.at(-1) }[key];
  }
}

function reach(element, reachable) {
  element.tabIndex = reachable ? 0 : -1;
  for (const control of element.querySelectorAll(CONTROLS)) control.tabIndex = reachable ? 0 : -1;
}
