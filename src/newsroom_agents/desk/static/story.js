// A story's page: choosing a text shows its evidence beside it without loading the page anew.
// Without this script every text is a link that does the same.

import { bind, follow } from "./keys.js";

const story = document.querySelector(".story[data-slug]");
const aside = document.querySelector("#aside");
const kept = new Map();
let asked = 0;

const texts = () => [...document.querySelectorAll(".story .text")];

function mark(where) {
  for (const text of texts()) {
    if (text.dataset.where === where) text.setAttribute("aria-current", "true");
    else text.removeAttribute("aria-current");
  }
}

async function fetched(where) {
  if (!kept.has(where)) {
    const path = `/story/${encodeURIComponent(story.dataset.slug)}/evidence`;
    const answer = await fetch(`${path}?s=${encodeURIComponent(where)}`);
    if (!answer.ok || answer.redirected) throw new Error(`evidence: ${answer.status}`);
    kept.set(where, await answer.text());
  }
  return kept.get(where);
}

async function show(where, href) {
  const turn = (asked += 1);
  mark(where);
  aside.querySelector(".evidence")?.classList.add("is-loading");
  try {
    const content = await fetched(where);
    if (turn !== asked) return;
    aside.querySelector(".evidence")?.remove();
    aside.insertAdjacentHTML("afterbegin", content);
    aside.scrollTop = 0;
    history.replaceState(null, "", href);
    if (getComputedStyle(aside).display === "none") location.hash = "evidence";
  } catch {
    location.href = href;
  }
}

function choose(link) {
  const text = texts().find((one) => one.dataset.where === link.dataset.where);
  text?.scrollIntoView({ block: "nearest" });
  show(link.dataset.where, new URL(link.href).href.replace(/#.*$/, ""));
}

/** Go to the next text that needs attention, or to the next of all when none does. */
function step(by) {
  const all = texts();
  const some = all.filter((text) => "attention" in text.dataset);
  const ring = some.length ? some : all;
  const at = all.findIndex((text) => text.hasAttribute("aria-current"));
  const places = ring.map((text) => all.indexOf(text));
  const next = by > 0 ? places.find((p) => p > at) ?? places[0]
    : places.findLast((p) => p < at) ?? places.at(-1);
  if (next === undefined) return;
  all[next].focus();
  choose(all[next]);
}

function beside(by) {
  const all = [...document.querySelectorAll(".beside .story-link")];
  const at = all.findIndex((link) => link.hasAttribute("aria-current"));
  follow(all[at < 0 ? 0 : at + by]);
}

if (story && aside) {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-where]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    choose(link);
  });
  bind("n", "Next text that needs attention", () => step(1));
  bind("p", "Previous text that needs attention", () => step(-1));
}
bind("j", "Next story", () => beside(1));
bind("k", "Previous story", () => beside(-1));
bind("e", "Edit", () => follow(document.querySelector("[data-key='e']")));
bind("q", "Back to the queue", () => follow(document.querySelector("[data-key='q']")));
