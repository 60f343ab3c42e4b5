// Every <time datetime> is told in the reader's own language and time zone. The server's words stay without a script.

const DAY_MS = 86_400_000;

// The page's language, in the way the reader's own place writes it (en-GB, not en).
const page = document.documentElement.lang || navigator.language;
const language = navigator.languages.find((own) => own.split("-")[0] === page.split("-")[0]) ?? page;

const FORMS = {
  clock: new Intl.DateTimeFormat(language, { timeStyle: "short" }),
  day: new Intl.DateTimeFormat(language, { weekday: "long", day: "numeric", month: "long" }),
  moment: new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" }),
};
const RELATIVE = new Intl.RelativeTimeFormat(language, { numeric: "auto" });

const midnight = (date) => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();

/** Days from today to `date`, by the reader's own calendar. */
const daysAway = (date) => Math.round((midnight(date) - midnight(new Date())) / DAY_MS);

/** The reader's own calendar day of a moment, as a key to compare. */
export const dayOf = (iso) => new Date(midnight(new Date(iso))).toDateString();

/** A moment as people say it: the clock today, otherwise with its day. */
export function when(iso) {
  const date = new Date(iso);
  return (daysAway(date) === 0 ? FORMS.clock : FORMS.moment).format(date);
}

/** Fills one <time> from its `datetime`, in the form its `data-form` asks for. */
export function tell(element, iso = element.dateTime) {
  if (!iso) return;
  element.dateTime = iso;
  const date = new Date(iso);
  const form = element.dataset.form ?? "moment";
  if (form === "day" && Math.abs(daysAway(date)) < 2) {
    const words = RELATIVE.format(daysAway(date), "day");
    element.textContent = words.charAt(0).toLocaleUpperCase(language) + words.slice(1);
  } else {
    element.textContent = form === "when" ? when(iso) : FORMS[form].format(date);
  }
  element.title = FORMS.moment.format(date);
}

document.querySelectorAll("time[datetime]").forEach((element) => tell(element));
