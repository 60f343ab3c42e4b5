// Says, above the place where one writes, what is different just now: a mute, a break, a closed circle, changed rules.
// It never takes the place away: what somebody writes in a bad moment is still read for care.

import { fill, show, slot } from "./dom.js";
import { when } from "./times.js";
import { count, named, say } from "./words.js";

const LONGEST_TIMER_MS = 2 ** 31 - 1;
const NEVER_YEAR = 9999;

/** Whether a time is an end that comes by itself. */
const ends = (iso) => Boolean(iso) && new Date(iso).getUTCFullYear() < NEVER_YEAR;

const comes = (iso) => Boolean(iso) && Date.parse(iso) > Date.now();

export class Standing {
  #notice;
  #people;
  #accepted;
  #about = null;
  #timer = 0;

  constructor(notice, people, acceptedVersion) {
    this.#notice = notice;
    this.#people = people;
    this.#accepted = acceptedVersion;
    people.addEventListener("change", () => this.#draw());
  }

  // Actions

  about(about) {
    this.#about = about;
    this.#draw();
  }

  // Internal

  #draw() {
    if (!this.#about) return;
    clearTimeout(this.#timer);
    const found = this.#found();
    show(this.#notice, Boolean(found));
    if (!found) return;
    fill(this.#notice, { lead: found.lead, words: found.more, help: Boolean(found.help), rules: Boolean(found.rules) });
    show(slot(this.#notice, "lobby"), Boolean(found.lobby));
    show(slot(this.#notice, "help").parentElement, Boolean(found.help || found.rules || found.lobby));
    if (!ends(found.until)) return;
    this.#timer = setTimeout(() => this.#draw(), Math.min(Date.parse(found.until) - Date.now() + 500, LONGEST_TIMER_MS));
  }

  #found() {
    const about = this.#about;
    const muted = this.#people.me?.muted_until;
    if (about.rules_version > this.#accepted) {
      return { lead: say("rules.lead"), more: say("rules.more"), rules: true };
    }
    if (comes(muted)) {
      return { lead: say("muted.lead", { time: when(muted) }), more: say("muted.more"), help: true, until: muted };
    }
    if (!about.helplines_confirmed) return { lead: say("unconfirmed.lead"), more: say("unconfirmed.more"), help: true };
    if (!about.open) return { lead: say("closed.lead"), more: say("closed.more"), lobby: true };
    if (about.paused && comes(about.paused_until)) return this.#paused(about);
    return this.#turn(about) ?? this.#slow(about);
  }

  #paused({ paused_until: until, paused_reason: reason }) {
    const more = ends(until) ? say("paused.until", { time: when(until) }) : say("paused.open");
    return { lead: say("paused.lead"), more: reason ? `${more} ${reason}` : more, help: true, lobby: true, until };
  }

  #turn({ holder }) {
    if (!holder) return null;
    if (holder === this.#people.me?.id) return { lead: say("turn.mine") };
    return { lead: say("turn.lead", { name: named(this.#people.get(holder)?.name ?? "") }), more: say("turn.more") };
  }

  #slow({ slow }) {
    return slow > 0 ? { lead: say("slow.lead"), more: count("slow.more", slow) } : null;
  }
}
