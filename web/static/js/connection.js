// One socket for the tab. It comes back by itself, after waits that grow and differ from browser to browser.
//
// "state": live, reconnecting, offline, ended (signed out here). "heard": a frame that nobody asked for.

import { news } from "./dom.js";
import { newRef } from "./refs.js";

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;
const ANSWER_MS = 20_000;
const DOUBTFUL_AFTER_MS = 60_000;
const RESTART_MS = 5_000;
const GOING_DOWN = 1012;
const SIGNED_OUT = 4001;
const FLOODED = 1008;
const ASK_THE_PAGE_AFTER = 3;

/** The connection went away before the answer came. */
export class Dropped extends Error {}

export class Connection extends EventTarget {
  state = "reconnecting";
  #url;
  #socket = null;
  #asked = new Map();
  #failures = 0;
  #timer = 0;
  #hiddenAt = 0;

  constructor(url) {
    super();
    this.#url = url;
    addEventListener("online", () => this.#again());
    addEventListener("offline", () => this.#socket?.close());
    document.addEventListener("visibilitychange", () => this.#cameBack());
  }

  // Lifecycle

  open() {
    clearTimeout(this.#timer);
    const socket = new WebSocket(this.#url);
    this.#socket = socket;
    socket.addEventListener("open", () => this.#opened());
    socket.addEventListener("message", (event) => this.#hear(JSON.parse(event.data)));
    socket.addEventListener("close", (event) => socket === this.#socket && this.#closed(event.code));
  }

  // Actions

  /** Sends a command; answers with its reply, or throws `Dropped`. */
  ask(command) {
    if (this.state !== "live") return Promise.reject(new Dropped());
    const ref = command.ref ?? newRef();
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.#doubt(), ANSWER_MS);
      this.#asked.set(ref, { resolve, reject, timer });
      this.#socket.send(JSON.stringify({ ...command, ref }));
    });
  }

  // Internal

  #hear(frame) {
    if (!("re" in frame)) {
      this.dispatchEvent(news("heard", frame));
      return;
    }
    const waiting = this.#asked.get(frame.re);
    if (!waiting) return;
    this.#asked.delete(frame.re);
    clearTimeout(waiting.timer);
    waiting.resolve(frame);
  }

  #opened() {
    this.#failures = 0;
    this.#tell("live");
  }

  #closed(code) {
    this.#socket = null;
    const waiting = [...this.#asked.values()];
    this.#asked.clear();
    if (code === SIGNED_OUT) this.#tell("ended");
    else this.#tell(navigator.onLine ? "reconnecting" : "offline");
    for (const { reject, timer } of waiting) {
      clearTimeout(timer);
      reject(new Dropped());
    }
    if (this.state !== "ended") this.#retry(code);
  }

  #retry(code) {
    this.#failures += 1;
    if (this.#failures === ASK_THE_PAGE_AFTER) this.#askThePage();
    const grown = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(this.#failures, 10));
    const spread = code === GOING_DOWN ? RESTART_MS : grown;
    const wait = code === FLOODED ? LONGEST_WAIT_MS : FIRST_WAIT_MS + Math.random() * spread;
    this.#timer = setTimeout(() => this.open(), wait);
  }

  // A refused handshake looks like a dropped one. The page itself says whether this browser may still come in.
  async #askThePage() {
    const page = await fetch(location.pathname, { redirect: "manual" }).catch(() => null);
    if (!page || page.ok || page.status >= 500) return;
    clearTimeout(this.#timer);
    this.#tell("ended");
  }

  #again() {
    if (this.#socket || this.state === "ended") return;
    this.#failures = 0;
    this.open();
  }

  #cameBack() {
    if (document.hidden) {
      this.#hiddenAt = Date.now();
      return;
    }
    this.#again();
    // A phone that slept may hold a socket that died unnoticed; asking anew costs little.
    if (this.state === "live" && Date.now() - this.#hiddenAt > DOUBTFUL_AFTER_MS) this.#doubt();
  }

  #doubt() {
    const socket = this.#socket;
    if (!socket) return;
    socket.close();
    this.#closed(0);
  }

  #tell(state) {
    this.state = state;
    this.dispatchEvent(news("state", state));
  }
}
