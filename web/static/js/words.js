// The script has no sentences of its own: the server puts every one of them into <template data-words>.

const language = document.documentElement.lang || undefined;
const plural = new Intl.PluralRules(language);
const list = new Intl.ListFormat(language, { type: "conjunction" });
const sentences = new Map();

// Names are set apart, so that one written from right to left leaves the sentence around it in order.
const ISOLATE = "\u2068";
const END_ISOLATE = "\u2069";

document.querySelectorAll("template[data-words]").forEach((template) => {
  template.content.querySelectorAll("[data-word]").forEach((element) => {
    sentences.set(element.dataset.word, element.textContent);
  });
});

/** The sentence of that name, with `{holes}` filled in. */
export function say(name, values = {}) {
  const sentence = sentences.get(name) ?? "";
  return sentence.replace(/\{(\w+)\}/g, (hole, key) => values[key] ?? hole);
}

/** The sentence for that many: `name.one`, `name.other`, as the language has it. */
export function count(name, n, values = {}) {
  const form = `${name}.${plural.select(n)}`;
  return say(sentences.has(form) ? form : `${name}.other`, { n: n.toLocaleString(language), ...values });
}

/** One name, set apart. */
export const named = (name) => ISOLATE + name + END_ISOLATE;

/** Names in a row: "Fay and Femi". */
export const names = (all) => list.format(all.map(named));
