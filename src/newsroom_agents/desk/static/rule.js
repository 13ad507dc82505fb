// The ruling bar: a link to a panel opens it, one panel at a time, and nothing written is lost.
// Keys only take you to a panel; the focus goes to its first field, never to the button that rules.

import { bind } from "/static/keys.js";

const bar = document.querySelector(".ruling-bar");
const whole = bar?.querySelector(".rule");

function show(id) {
  const target = document.getElementById(id);
  const panel = target?.closest(".panel");
  if (!panel || !bar.contains(panel)) return false;
  for (const other of bar.querySelectorAll(".panel[open]")) other.open = other === panel;
  for (const outer of [panel, whole]) if (outer) outer.open = true;
  const field = target.querySelector("textarea, input:not([type=hidden]), select");
  (field ?? panel.querySelector("summary")).focus();
  return true;
}

/** Let the story be seen again; what was filled in stays. */
function fold() {
  for (const open of bar.querySelectorAll(".panel[open], .rule[open]")) open.open = false;
}

function fromAddress() {
  const id = decodeURIComponent(location.hash.slice(1));
  if (id) show(id);
}

if (bar) {
  bar.addEventListener("toggle", (event) => {
    if (!(event.target instanceof HTMLDetailsElement) || !event.target.matches(".panel")) return;
    if (!event.target.open) return;
    for (const other of bar.querySelectorAll(".panel[open]")) {
      if (other !== event.target) other.open = false;
    }
  }, true);
  bar.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    if (link?.dataset.where) fold();
    else if (link && show(link.hash.slice(1))) event.preventDefault();
  });
  bar.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = event.target.closest(".panel[open]");
    if (!open) return;
    open.open = false;
    open.querySelector("summary").focus();
  });
  let isDirty = false;
  bar.addEventListener("input", () => { isDirty = true; });
  bar.addEventListener("submit", (event) => {
    isDirty = false;
    // One press, one ruling: a second press while it is on its way does nothing.
    if (event.target.dataset.isSent) event.preventDefault();
    event.target.dataset.isSent = "yes";
  });
  window.addEventListener("pageshow", () => {
    for (const form of bar.querySelectorAll("form")) delete form.dataset.isSent;
  });
  window.addEventListener("beforeunload", (event) => {
    if (isDirty) event.preventDefault();
  });
  for (const [key, id, words] of [
    ["a", "approve", "Go to the approval"],
    ["r", "return", "Go to the return"],
    ["h", "hold", "Go to the hold"],
    ["s", "spike", "Go to the spike"],
  ]) {
    if (document.getElementById(id)) bind(key, words, () => show(id));
  }
  window.addEventListener("hashchange", fromAddress);
  fromAddress();
}
