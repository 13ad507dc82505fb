// The edit page: unsaved changes are kept, the checks look at them, and sentences move by buttons.
//
// Everything works without this script: the form is sent, checked and kept by its own buttons.

const form = document.querySelector(".edit-form");
const checked = document.getElementById("checked");
const kept = document.getElementById("kept");
const KEEP_AFTER = 2500;
const CHECK_AFTER = 900;

let isDirty = false;
let keepLater = 0;
let checkLater = 0;
let asked = 0;

function body() {
  const fields = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string") fields.append(name, value);
  }
  return fields;
}

async function send(path) {
  return fetch(`/story/${encodeURIComponent(form.dataset.slug)}/edit/${path}`, {
    method: "POST", body: body(), redirect: "error",
  });
}

async function keep() {
  clearTimeout(keepLater);
  try {
    const answer = await send("keep");
    if (!answer.ok) throw new Error(String(answer.status));
    isDirty = false;
    kept.textContent = "Your changes are kept; they are not in the queue yet.";
  } catch {
    kept.textContent = "Your changes could not be kept just now. Do not close this page.";
  }
}

async function check() {
  const number = ++asked;
  checked.setAttribute("aria-busy", "true");
  try {
    const answer = await send("check");
    const text = await answer.text();
    if (number !== asked || !answer.ok) return;
    isDirty = false;
    checked.innerHTML = text;
    mark();
  } catch {
    if (number === asked) checked.textContent = "The checks could not be asked. Try again.";
  } finally {
    if (number === asked) checked.removeAttribute("aria-busy");
  }
}

/** Put what was found beside the texts where it stands, in place of what was found before. */
function mark() {
  const wrong = new Set();
  for (const list of form.querySelectorAll("[id^='found-']")) {
    document.getElementById(list.id.replace("found-", "t-"))?.removeAttribute("aria-describedby");
    list.remove();
  }
  for (const row of checked.querySelectorAll("[data-where]")) {
    wrong.add(row.dataset.where);
    say(row);
  }
  for (const one of form.querySelectorAll("[data-sentence]")) {
    one.classList.toggle("is-wrong", wrong.has(one.dataset.sentence));
  }
}

function say(row) {
  const text = document.getElementById(`t-${row.dataset.where}`);
  if (!text) return;
  const id = `found-${row.dataset.where}`;
  let list = document.getElementById(id);
  if (!list) {
    list = document.createElement("ul");
    list.id = id;
    list.className = "checked";
    text.after(list);
    text.setAttribute("aria-describedby", id);
  }
  const one = document.createElement("li");
  one.className = row.className;
  one.append(row.classList.contains("hard") ? "Blocks: " : "", row.querySelector("bdi").cloneNode(true));
  list.append(one);
}

function place(sentence) {
  return sentence.querySelector("[name^='at:']");
}

function move(sentence, by) {
  const all = [...form.querySelectorAll("[data-sentence]")];
  const other = all[all.indexOf(sentence) + by];
  if (!other) return;
  const mine = place(sentence);
  const theirs = place(other);
  [mine.value, theirs.value] = [theirs.value, mine.value];
  if (by < 0) other.before(sentence);
  else other.after(sentence);
  changed();
}

function changed() {
  isDirty = true;
  kept.textContent = "";
  clearTimeout(keepLater);
  clearTimeout(checkLater);
  keepLater = setTimeout(keep, KEEP_AFTER);
  checkLater = setTimeout(check, CHECK_AFTER);
}

function addMoves() {
  for (const sentence of form.querySelectorAll("[data-sentence]")) {
    const tools = sentence.querySelector(".tools");
    for (const [by, sign, words] of [[-1, "\u2191", "up"], [1, "\u2193", "down"]]) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "move";
      button.textContent = sign;
      button.setAttribute("aria-label", `Move sentence ${sentence.dataset.sentence} ${words}`);
      button.addEventListener("click", () => {
        move(sentence, by);
        button.focus();
      });
      tools.append(button);
    }
  }
}

if (form) {
  addMoves();
  form.addEventListener("input", (event) => {
    const sentence = event.target.closest("[data-sentence]");
    if (sentence && event.target.name?.startsWith("gone:")) {
      sentence.classList.toggle("is-gone", event.target.checked);
    }
    changed();
  });
  form.addEventListener("submit", () => {
    isDirty = false;
    clearTimeout(keepLater);
    clearTimeout(checkLater);
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && isDirty) keep();
  });
  window.addEventListener("beforeunload", (event) => {
    if (isDirty) event.preventDefault();
  });
}
