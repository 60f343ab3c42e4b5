// Names for commands that nobody guesses and nobody else uses.

const BYTES = 16;

/** A random ref. `crypto.randomUUID` is not there on a home network's plain http, this is. */
export function newRef() {
  const bytes = crypto.getRandomValues(new Uint8Array(BYTES));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
