// Where one writes. "send": {do, text, note, reply_to} or, when changing one's own message, {do, id, text}.

import { news, onAct, show, slot } from "./dom.js";
import { excerpt } from "./message.js";
import { count, say } from "./words.js";

const COUNT_FROM_LEFT = 400;

export class Composer extends EventTarget {
  #form;
  #draft;
  #note;
  #length;
  #kept;
  #replying = null;
  #editing = null;

  constructor(form, length, kept) {
    super();
    this.#form = form;
    this.#draft = form.elements.text;
    this.#note = form.elements.note;
    this.#length = length;
    this.#kept = kept;
    form.addEventListener("submit", (event) => this.#submit(event));
    form.addEventListener("input", () => this.#changed());
    this.#draft.addEventListener("keydown", (event) => this.#key(event));
    onAct(form, (act) => (act === "note" ? this.#openNote() : this.#stop()));
    this.#restore();
    show(form, true);
  }

  // Actions

  /** Puts words into the draft, before what is there already. */
  take({ text, note = null }) {
    const there = this.#draft.value.trim();
    this.#draft.value = there && there !== text ? `${text}\n${there}` : text;
    if (note) this.#openNote(note);
    this.#changed();
    this.#draft.focus();
  }

  reply({ id, name, text, note }) {
    this.#stop();
    this.#replying = id;
    this.#bar(say("reply.to"), name, note ?? text);
  }

  edit({ id, text }) {
    this.#stop();
    this.#editing = id;
    this.#draft.value = text;
    this.#bar(say("reply.edit"), "", text);
    this.#changed();
  }

  // Internal

  #submit(event) {
    event.preventDefault();
    const text = this.#draft.value.trim();
    if (!text || [...text].length > this.#length) {
      this.#draft.focus();
      return;
    }
    const note = this.#note.value.trim() || null;
    const what = this.#editing ? { do: "edit", id: this.#editing, text } : { do: "say", text, note, reply_to: this.#replying };
    this.#editing = null;
    this.#draft.value = "";
    this.#note.value = "";
    show(slot(this.#form, "note-row"), false);
    this.#stop();
    this.#changed();
    this.#draft.focus();
    this.dispatchEvent(news("send", what));
  }

  #key(event) {
    if (event.key === "Escape") this.#stop();
    const enter = event.key === "Enter" && !event.shiftKey && !event.isComposing;
    if (!enter || !matchMedia("(pointer: fine)").matches) return;
    event.preventDefault();
    this.#form.requestSubmit();
  }

  #bar(words, name, text) {
    slot(this.#form, "reply-words").textContent = words;
    slot(this.#form, "reply-name").textContent = name;
    slot(this.#form, "reply-text").textContent = excerpt(text);
    show(slot(this.#form, "reply"), true);
    this.#draft.focus();
  }

  #stop() {
    if (this.#editing) this.#draft.value = "";
    this.#replying = this.#editing = null;
    show(slot(this.#form, "reply"), false);
    this.#changed();
  }

  #openNote(words = null) {
    const row = slot(this.#form, "note-row");
    const open = words !== null || row.hidden;
    show(row, open);
    this.#form.querySelector('[data-act="note"]').setAttribute("aria-expanded", open);
    this.#note.value = words ?? "";
    (open && words === null ? this.#note : this.#draft).focus();
    this.#changed();
  }

  #changed() {
    const left = this.#length - [...this.#draft.value].length;
    const counter = slot(this.#form, "counter");
    show(counter, left < COUNT_FROM_LEFT);
    counter.dataset.over = left < 0;
    counter.textContent = left < 0 ? count("counter.over", -left) : count("counter.left", left);
    if (!this.#editing) this.#kept.set({ text: this.#draft.value, note: this.#note.value, reply_to: this.#replying });
    if (CSS.supports("field-sizing", "content")) return;
    this.#draft.style.blockSize = "auto";
    this.#draft.style.blockSize = `${this.#draft.scrollHeight}px`;
  }

  #restore() {
    const kept = this.#kept.get();
    if (!kept?.text) return;
    this.#draft.value = kept.text;
    if (kept.note) this.#openNote(kept.note);
    this.#changed();
  }
}
