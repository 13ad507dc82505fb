// The queue's keys: j and k move between stories, Enter opens, letters lead to a story's rulings.
// The list itself offers no ruling: every letter opens the story's page at that place.

import { bind, follow } from "./keys.js";

const links = () => [...document.querySelectorAll(".stories .story-link")];

function here() {
  const all = links();
  return all.findIndex((link) => link === document.activeElement);
}

function step(by) {
  const all = links();
  if (!all.length) return;
  const at = here();
  const to = at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + by, 0), all.length - 1);
  all[to].focus();
}

function openAt(part) {
  const link = links()[here()];
  if (!link) return;
  location.href = part === "edit" ? `${link.pathname}/edit` : `${link.pathname}#${part}`;
}

bind("j", "Next story", () => step(1));
bind("k", "Previous story", () => step(-1));
bind("Enter", "Open the story", () => follow(links()[here()]));
bind("a", "Open it at the approval", () => openAt("approve"));
bind("r", "Open it at the return", () => openAt("return"));
bind("h", "Open it at the hold", () => openAt("hold"));
bind("s", "Open it at the spike", () => openAt("spike"));
bind("e", "Edit the story", () => openAt("edit"));
bind("/", "Look for words", () => document.querySelector("[data-key='/']")?.focus());
