// What one room has to say, each change once and in order, whatever the connection does meanwhile.
//
// "entered": the reply to `enter`. "barred": this room is not ours any more. All others are named as the event is.

import { Dropped } from "./connection.js";
import { news } from "./dom.js";

export class Feed extends EventTarget {
  #connection;
  #room;
  #rev;
  #epoch;
  #entered = false;

  constructor(connection, { room, rev, epoch }) {
    super();
    this.#connection = connection;
    this.#room = room;
    this.#rev = rev;
    this.#epoch = epoch;
    connection.addEventListener("state", ({ detail }) => detail === "live" && this.#enter());
    connection.addEventListener("heard", ({ detail }) => this.#hear(detail));
  }

  // Actions

  /** A command about this room. */
  ask(command) {
    return this.#connection.ask({ room: this.#room, ...command });
  }

  // Internal

  async #enter() {
    this.#entered = false;
    let reply;
    try {
      reply = await this.ask({ do: "enter", since: this.#rev, epoch: this.#epoch });
    } catch (error) {
      if (error instanceof Dropped) return;
      throw error;
    }
    if (!reply.ok) {
      this.dispatchEvent(news("barred", reply.error));
      return;
    }
    this.#rev = reply.rev;
    this.#epoch = reply.epoch;
    this.#entered = true;
    this.dispatchEvent(news("entered", reply));
  }

  #hear(frame) {
    if (frame.room !== this.#room) return;
    if (frame.rev !== undefined) {
      if (!this.#entered || frame.rev <= this.#rev) return;
      if (frame.rev > this.#rev + 1) {
        this.#enter();
        return;
      }
      this.#rev = frame.rev;
    }
    this.dispatchEvent(news(frame.on, frame));
  }
}
