// Opens a sentence's evidence beside the sentence. Everything shown here stands in the page already,
// under "Evidence, sentence by sentence"; without this script the numbers lead there.
"use strict";

(() => {
  const story = document.querySelector(".story");
  const toggle = document.getElementById("show-evidence");
  if (!story || !toggle || !("popover" in HTMLElement.prototype)) return;
  story.classList.add("enhanced");

  const card = document.createElement("div");
  card.className = "evidence-card";
  card.setAttribute("popover", "auto");
  card.setAttribute("role", "dialog");
  card.setAttribute("aria-label", "Evidence for this sentence");
  card.tabIndex = -1;
  story.append(card);

  let opened = null;
  let from = null;

  const fill = (evidence) => {
    const close = document.createElement("button");
    close.type = "button";
    close.className = "close";
    close.textContent = "Close";
    close.addEventListener("click", () => card.hidePopover());
    const more = document.createElement("p");
    more.className = "records";
    const record = document.createElement("a");
    record.href = "process/index.html";
    record.textContent = "The full record of this piece";
    more.append(record);
    const parts = [...evidence.children].map((child) => child.cloneNode(true));
    card.replaceChildren(close, ...parts, more);
    card.scrollTop = 0;
  };

  const place = (sentence) => {
    card.style.removeProperty("top");
    card.style.removeProperty("bottom");
    const column = story.querySelector(".body").getBoundingClientRect();
    const room = window.innerWidth - column.right;
    card.style.removeProperty("left");
    if (room < 400) return;
    const top = Math.min(sentence.getBoundingClientRect().top, window.innerHeight - card.offsetHeight - 24);
    card.style.top = `${Math.max(24, top)}px`;
    card.style.bottom = "auto";
    card.style.left = `${column.right + 32}px`;
  };

  const open = (sentence, origin) => {
    const evidence = document.getElementById(`evidence-${sentence.id}`);
    if (!evidence) return;
    if (opened) opened.classList.remove("is-open");
    fill(evidence);
    opened = sentence;
    from = origin;
    sentence.classList.add("is-open");
    if (!card.matches(":popover-open")) card.showPopover();
    place(sentence);
    card.focus({ preventScroll: true });
  };

  card.addEventListener("toggle", (event) => {
    if (event.newState !== "closed" || !opened) return;
    opened.classList.remove("is-open");
    opened = null;
    const lost = document.activeElement === document.body || card.contains(document.activeElement);
    if (lost && from) from.focus({ preventScroll: true });
  });

  story.addEventListener("click", (event) => {
    if (!toggle.checked) return;
    const mark = event.target.closest(".mark");
    if (mark) {
      const sentence = document.getElementById(mark.hash.slice("#evidence-".length));
      if (!sentence) return;
      event.preventDefault();
      open(sentence, mark);
      return;
    }
    const sentence = event.target.closest(".body .sentence");
    if (sentence && String(window.getSelection()) === "") {
      open(sentence, sentence.nextElementSibling);
    }
  });
})();
