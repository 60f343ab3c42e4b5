// Introduces the parts of the room to one another. What each does is in its own file.

import { Announcer } from "./announcer.js";
import { Asides } from "./asides.js";
import { Asks } from "./asks.js";
import { Care } from "./care.js";
import { Composer } from "./composer.js";
import { Connection } from "./connection.js";
import { Controls } from "./controls.js";
import { Elsewhere } from "./elsewhere.js";
import { Feed } from "./feed.js";
import { Gone } from "./gone.js";
import { Head } from "./head.js";
import { History } from "./history.js";
import { Line } from "./line.js";
import { MessageMenu, PersonMenu } from "./menus.js";
import { Notices } from "./notices.js";
import { Nudge } from "./nudge.js";
import { Outbox } from "./outbox.js";
import { People } from "./people.js";
import { Roving } from "./roving.js";
import { Scroll } from "./scroll.js";
import { Standing } from "./standing.js";
import { Store } from "./store.js";
import { Timeline } from "./timeline.js";
import { Told } from "./told.js";
import { Typing } from "./typing.js";
import { Waiting } from "./waiting.js";
import { Watch } from "./watch.js";

const SECOND_MS = 1000;

const at = (id) => document.getElementById(id);
const { dataset } = at("room");
const me = { id: dataset.me, name: dataset.name, facilitates: dataset.role === "facilitator" };
const store = new Store(me.id, dataset.room);

const connection = new Connection(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/live`);
new Line(at("connection"), connection);
if (at("elsewhere")) new Elsewhere(at("elsewhere"), connection);
const feed = new Feed(connection, { room: dataset.room, rev: Number(dataset.rev), epoch: dataset.epoch });
const told = new Told(at("told"));
const asks = new Asks(feed, told);

const timeline = new Timeline(at("messages"), me.id, Number(dataset.together) * SECOND_MS);
const scroll = new Scroll(at("timeline"), at("latest"), timeline, store.place("seen"));
const announcer = new Announcer(at("announcer"), timeline);
const history = new History({ button: at("older"), beginning: at("beginning"), feed, timeline, scroll, told });

const people = new People({
  panel: at("people"),
  list: at("people-list"),
  opener: at("show-people"),
  closer: at("hide-people"),
  me: me.id,
});
const head = new Head(document.querySelector(".room__head"), at("pinned"));
const standing = new Standing(at("standing"), people, Number(dataset.accepted));

const composer = new Composer(at("composer"), Number(dataset.length), store.place("draft"), timeline.read);
const outbox = new Outbox(feed, store.place("outbox"));
const waiting = new Waiting({ list: at("waiting"), me, outbox, composer, feed, timeline });
const care = new Care({ panel: at("care"), feed, announcer, kept: store.place("folded") });
const notices = new Notices({ place: at("notices"), feed, care, announcer });

const room = { me, feed, told, asks, timeline, announcer, people, composer };
room.asides = new Asides(at("aside"), at("whisper"), room, store.place("read"));
room.personMenu = new PersonMenu(at("person-menu"), at("people-list"), room);
const controls = new Controls(at("turn"), room);
const watch = me.facilitates ? new Watch(at("watch"), room) : null;
new MessageMenu(at("message-menu"), at("messages"), room);
new Roving(at("messages"));
new Gone(at("gone"), at("room"), feed);
new Nudge(at("nudge"), outbox, composer);
new Typing({ line: at("typing"), form: at("composer"), tells: dataset.typing === "true", room });

// What a facilitator's page has is written by the server: a new role is a new page. Drafts and unsent messages are kept.
function inMyRole(members) {
  const mine = members.find(({ id }) => id === me.id);
  if (mine && mine.role !== dataset.role) location.reload();
}

function about(news) {
  head.about(news);
  standing.about(news);
  controls.about(news);
}

composer.addEventListener("send", ({ detail }) => {
  outbox.send(detail);
  scroll.toTheEnd();
});

feed.addEventListener("entered", ({ detail: reply }) => {
  if (reply.reset) timeline.clear();
  for (const message of reply.messages) timeline.put(message);
  history.entered(reply);
  inMyRole(reply.people);
  people.set(reply.people);
  about(reply.room);
  waiting.set(reply.mine.held);
  care.set(reply.mine.cards);
  notices.set(reply.mine.notices);
  room.asides.set(reply.mine.asides);
  room.personMenu.ignored(reply.mine.ignored);
  watch?.set(reply.mine);
});
feed.addEventListener("entered", () => history.reach(location.hash), { once: true });
feed.addEventListener("message", ({ detail }) => timeline.put(detail.message));
feed.addEventListener("room", ({ detail }) => {
  inMyRole(detail.people);
  people.set(detail.people);
  about(detail.about);
});
feed.addEventListener("presence", ({ detail }) => {
  people.move(detail.people);
  head.light(detail.light);
});
feed.addEventListener("notice", ({ detail: { notice } }) => {
  if (notice.kind === "mute" || notice.kind === "unmute") people.mute(me.id, notice.until);
});
feed.addEventListener("held", ({ detail }) => waiting.move(detail));
connection.addEventListener("state", ({ detail }) => {
  if (detail !== "ended") return;
  // Whoever signed this browser out elsewhere may not be the one who sits before it.
  store.clear();
  for (const id of ["timeline", "people", "watch", "private", "whisper", "notices", "composer", "pinned"]) at(id)?.remove();
});

scroll.start(at("messages").children);
connection.open();
