// Leave quickly: the screen is blank at once, then nothing of this place is left in the tab. Without this script the
// button is an ordinary form that does the same, a little slower.

const SHIFTS = 3;
const WITHIN_MS = 5000;

// The other tabs of this browser go with it.
const tabs = new BroadcastChannel("leave");

class QuickExit {
  #form;
  #presses = [];

  constructor(form) {
    this.#form = form;
    form.addEventListener("submit", (event) => this.leave(event));
    addEventListener("keydown", (event) => this.#countShift(event));
    tabs.addEventListener("message", () => this.#go());
  }

  // Actions

  leave(event) {
    event?.preventDefault();
    document.documentElement.classList.add("left");
    // The session ends on the server while the neutral page already loads; nobody waits for the answer.
    fetch(this.#form.action, { method: "POST", keepalive: true, redirect: "manual" }).catch(() => {});
    tabs.postMessage("left");
    this.#go();
  }

  // Internal

  #go() {
    document.documentElement.classList.add("left");
    document.title = "";
    for (const name of ["localStorage", "sessionStorage"]) {
      try {
        window[name].clear();
      } catch {
        // A browser that keeps nothing has nothing to clear.
      }
    }
    location.replace(this.#form.dataset.leave);
  }

  #countShift(event) {
    if (event.repeat) return;
    if (event.key !== "Shift") {
      this.#presses = [];
      return;
    }
    const now = event.timeStamp;
    this.#presses = [...this.#presses.filter((at) => now - at < WITHIN_MS), now];
    if (this.#presses.length >= SHIFTS) this.leave();
  }
}

const form = document.querySelector("form[data-leave]");
if (form) new QuickExit(form);
