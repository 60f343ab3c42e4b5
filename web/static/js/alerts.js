// On the pages that are no room: tells who facilitates that somebody may need them. It enters no room, so it lights no lamp.

import { Connection } from "./connection.js";
import { Elsewhere } from "./elsewhere.js";

const TYPED = "main :is(textarea, input:not([type=hidden], [type=checkbox], [type=radio]))";

const place = document.getElementById("elsewhere");
const { again } = place.dataset;
const connection = new Connection(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/live`);

/** Whether nobody has typed anything here that would be lost. */
const untouched = () => [...document.querySelectorAll(TYPED)].every((field) => field.value === field.defaultValue);

new Elsewhere(place, connection);

// The desk shows alerts itself, in full.
connection.addEventListener("heard", ({ detail }) => {
  if (!again || detail.on !== "alert" || !untouched()) return;
  // The answer to a form is not asked for once more; the plain page is.
  if (location.pathname === again) location.reload();
  else location.replace(again);
});
connection.open();
