// The room is not this person's any more. Why, and where to turn, stays to be read; what would be refused goes away.

import { fill, show } from "./dom.js";
import { say } from "./words.js";

const ENDS = new Set(["remove", "ban"]);
const NO_MORE = ["composer", "people", "show-people", "watch", "whisper", "notices", "standing", "nudge", "typing"];

export class Gone {
  #panel;
  #room;
  #told = false;

  constructor(panel, room, feed) {
    this.#panel = panel;
    this.#room = room;
    feed.addEventListener("notice", ({ detail: { notice } }) => ENDS.has(notice.kind) && this.#say(notice.text));
    feed.addEventListener("barred", ({ detail }) => this.#told || this.#say(detail.text || say("live.gone")));
  }

  // Internal

  #say(reason) {
    this.#told = true;
    this.#room.dataset.gone = true;
    for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
    for (const id of NO_MORE) document.getElementById(id)?.remove();
    fill(this.#panel, { reason });
    show(this.#panel, true);
  }
}
