// Keeps the newest messages in view for who is at the end, and leaves everybody else where they read.

import { show, slot } from "./dom.js";
import { count, say } from "./words.js";

const AT_THE_END_PX = 80;

export class Scroll {
  #box;
  #button;
  #timeline;
  #seen;
  #unread = 0;
  #following = true;
  #top = 0;

  constructor(box, button, timeline, seen) {
    this.#box = box;
    this.#button = button;
    this.#timeline = timeline;
    this.#seen = seen;
    button.addEventListener("click", () => this.toTheEnd());
    for (const surface of [box, document]) surface.addEventListener("scroll", () => this.#moved(), { passive: true });
    document.addEventListener("visibilitychange", () => this.#moved());
    timeline.addEventListener("added", ({ detail }) => this.#added(detail));
    const observer = new ResizeObserver(() => this.#following && this.toTheEnd());
    for (const element of [box.firstElementChild, box, box.parentElement]) observer.observe(element);
  }

  // Actions

  /** Where the reader was last time is marked; otherwise the end is shown. */
  start(messages) {
    const seen = this.#seen.get() ?? Infinity;
    const first = [...messages].find((element) => Number(element.dataset.place) > seen && element.dataset.mine !== "true");
    if (first && first.previousElementSibling) show(slot(first, "new"), true);
    this.toTheEnd();
  }

  toTheEnd() {
    this.#surface.scrollTop = this.#surface.scrollHeight;
    this.#following = true;
    this.#moved();
  }

  /** Shows the beginning of something at the end of the messages, to be read in peace. */
  toTheTopOf(element) {
    element.scrollIntoView({ block: "start" });
    this.#following = false;
    this.#moved();
  }

  /** Runs `change`, which puts something above, without moving what is being read. */
  keeping(change) {
    const height = this.#surface.scrollHeight;
    const top = this.#surface.scrollTop;
    change();
    this.#surface.scrollTop = top + this.#surface.scrollHeight - height;
    this.#top = this.#surface.scrollTop;
  }

  // Internal

  // In a low window the page scrolls as one, see room.css.
  get #surface() {
    return getComputedStyle(this.#box).overflowY === "visible" ? document.scrollingElement : this.#box;
  }

  get #atTheEnd() {
    const { scrollTop, scrollHeight, clientHeight } = this.#surface;
    return scrollHeight - scrollTop - clientHeight < AT_THE_END_PX;
  }

  #added({ message, element }) {
    if (element.dataset.mine === "true" || Number(message.place) < this.#timeline.newest) return;
    if (this.#following && !document.hidden) {
      this.toTheEnd();
      return;
    }
    if (this.#unread === 0) {
      document.querySelectorAll('[data-slot="new"]').forEach((line) => show(line, false));
      show(slot(element, "new"), true);
    }
    this.#unread += 1;
    if (this.#following) this.#surface.scrollTop = this.#surface.scrollHeight;
    this.#tell();
  }

  #moved() {
    // What opens below makes the box smaller: only who scrolls back stops following.
    const { scrollTop } = this.#surface;
    if (this.#atTheEnd) this.#following = true;
    else if (scrollTop < this.#top) this.#following = false;
    this.#top = scrollTop;
    if (this.#following && !document.hidden) {
      this.#unread = 0;
      this.#seen.set(this.#timeline.newest);
    }
    this.#tell();
  }

  #tell() {
    show(this.#button, !this.#following);
    slot(this.#button, "words").textContent = this.#unread ? count("latest", this.#unread) : say("latest.none");
  }
}
