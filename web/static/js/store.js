// What this browser keeps for one member in one room: drafts and unsent messages. "Leave quickly" empties all of it.

export class Store {
  #prefix;

  constructor(member, room) {
    this.#prefix = `porchlight/${member}/${room}/`;
  }

  /** Lets go of everything: this browser may be somebody else's next. */
  clear() {
    for (const key of Object.keys(localStorage)) if (key.startsWith(this.#prefix)) localStorage.removeItem(key);
  }

  /** A place for one value, with `get` and `set`. A browser that keeps nothing loses only what survives a reload. */
  place(name) {
    const key = this.#prefix + name;
    return {
      get() {
        try {
          return JSON.parse(localStorage.getItem(key));
        } catch {
          return null;
        }
      },
      set(value) {
        // Who is leaving leaves nothing: a draft that is saved late must not outlive the clearing.
        if (document.documentElement.classList.contains("left")) return;
        try {
          if (value === null) localStorage.removeItem(key);
          else localStorage.setItem(key, JSON.stringify(value));
        } catch {
          // Full, or forbidden: the message is still in the page.
        }
      },
    };
  }
}
