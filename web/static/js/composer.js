// Where one writes. "send": {do, text, note, reply_to} or, when changing one's own message, {do, id, text}.

import { news, onAct, show, slot } from "./dom.js";
import { excerpt } from "./message.js";
import { count, say } from "./words.js";

const COUNT_FROM_LEFT = 400;
const NOTHING = { text: "", note: "", reply_to: null };

export class Composer extends EventTarget {
  #form;
  #draft;
  #note;
  #length;
  #kept;
  #find;
  #replying = null;
  #editing = null;
  #aside = NOTHING;

  /** `kept` is where the draft stays over a reload; `find` reads a message of the room by its id. */
  constructor(form, length, kept, find) {
    super();
    this.#form = form;
    this.#draft = form.elements.text;
    this.#note = form.elements.note;
    this.#length = length;
    this.#kept = kept;
    this.#find = find;
    form.addEventListener("submit", (event) => this.#submit(event));
    form.addEventListener("input", () => this.#changed());
    this.#draft.addEventListener("keydown", (event) => this.#key(event));
    onAct(form, (act) => (act === "note" ? this.#toggleNote() : this.#stop()));
    this.#put({ ...NOTHING, ...kept.get() });
    show(form, true);
  }

  // Actions

  /** Puts words into the draft, before what is there already. */
  take({ text, note, reply_to: reply }) {
    this.#bringBack();
    const there = this.#draft.value.trim();
    const words = there && there !== text ? `${text}\n${there}` : text;
    this.#put({ text: words, note: note || this.#note.value, reply_to: reply ?? this.#replying });
    this.#draft.focus();
  }

  reply(message) {
    this.#bringBack();
    this.#answer(message);
    this.#draft.focus();
  }

  /** Takes one's own message up again. The draft that was being written is put aside meanwhile. */
  edit({ id, text }) {
    this.#bringBack();
    this.#aside = this.#written;
    this.#put({ ...NOTHING, text }, id);
    this.#bar(say("reply.edit"), "", text);
    this.#draft.focus();
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
    const editing = this.#editing;
    const what = editing ? { do: "edit", id: editing, text } : { do: "say", text, note, reply_to: this.#replying };
    this.#put(editing ? this.#aside : NOTHING);
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
    slot(this.#form, "reply").dataset.kind = this.#editing ? "edit" : "reply";
    show(slot(this.#form, "reply"), true);
  }

  get #written() {
    return { text: this.#draft.value, note: this.#note.value, reply_to: this.#replying };
  }

  /** Fills the form anew, with a draft or with the message that is being changed. */
  #put({ text, note, reply_to: reply }, editing = null) {
    this.#editing = editing;
    this.#draft.value = text;
    this.#note.value = note ?? "";
    this.#openNote(Boolean(note));
    this.#answer(reply ? this.#find(reply) : null);
  }

  #answer(message) {
    this.#replying = message?.id ?? null;
    show(slot(this.#form, "reply"), false);
    if (message) this.#bar(say("reply.to"), message.name, message.note ?? message.text);
    this.#changed();
  }

  #stop() {
    if (!this.#editing) this.#answer(null);
    this.#bringBack();
  }

  #bringBack() {
    if (this.#editing) this.#put(this.#aside);
  }

  #toggleNote() {
    const open = slot(this.#form, "note-row").hidden;
    this.#note.value = "";
    this.#openNote(open);
    (open ? this.#note : this.#draft).focus();
    this.#changed();
  }

  #openNote(open) {
    show(slot(this.#form, "note-row"), open);
    this.#form.querySelector('[data-act="note"]').setAttribute("aria-expanded", open);
  }

  #changed() {
    const left = this.#length - [...this.#draft.value].length;
    const counter = slot(this.#form, "counter");
    show(counter, left < COUNT_FROM_LEFT);
    counter.dataset.over = left < 0;
    counter.textContent = left < 0 ? count("counter.over", -left) : count("counter.left", left);
    if (!this.#editing) this.#kept.set(this.#written);
    if (CSS.supports("field-sizing", "content")) return;
    this.#draft.style.blockSize = "auto";
    this.#draft.style.blockSize = `${this.#draft.scrollHeight}px`;
  }
}
