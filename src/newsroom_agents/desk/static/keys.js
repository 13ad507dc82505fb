// The desk's keys: every page says which it has, and `?` shows them all.
//
// A page's script calls `bind("j", "Next story", () => ...)`. Keys do nothing while somebody types,
// or together with Ctrl, Alt or the system's key, so that they never take a browser's own away.

const bound = new Map();

/** Let a key do something on this page; `words` stand in the list of keys. */
export function bind(key, words, act) {
  bound.set(key, { words, act });
}

/** Follow a link as a click would. */
export function follow(link) {
  if (link) link.click();
}

function isTyping(target) {
  return target instanceof HTMLElement
    && (target.isContentEditable || target.matches("input, textarea, select"));
}

function drawKeys() {
  const dialog = document.createElement("dialog");
  dialog.className = "keys";
  dialog.setAttribute("aria-labelledby", "keys-head");
  const head = document.createElement("h2");
  head.id = "keys-head";
  head.textContent = "Keys";
  const list = document.createElement("dl");
  for (const [key, { words }] of bound) {
    const name = document.createElement("dt");
    const sign = document.createElement("kbd");
    sign.textContent = key === " " ? "Space" : key;
    name.append(sign);
    const meaning = document.createElement("dd");
    meaning.textContent = words;
    list.append(name, meaning);
  }
  const close = document.createElement("button");
  close.className = "button";
  close.type = "button";
  close.textContent = "Close";
  close.addEventListener("click", () => dialog.close());
  dialog.append(head, list, close);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

bind("?", "Show these keys", () => {
  if (!document.querySelector("dialog.keys")) drawKeys();
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return;
  if (isTyping(event.target) || document.querySelector("dialog[open]")) return;
  const found = bound.get(event.key);
  if (!found) return;
  event.preventDefault();
  found.act(event);
});
