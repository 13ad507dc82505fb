// News as a line to press. Nothing on the page moves by itself: pressing asks for the page anew.

const line = document.querySelector("#news");
const story = document.querySelector(".story[data-slug]");

function say(words, label, isStale) {
  line.classList.toggle("is-stale", isStale);
  line.replaceChildren();
  const press = document.createElement("button");
  press.type = "button";
  press.textContent = label;
  press.addEventListener("click", () => location.reload());
  line.append(`${words} `, press);
}

function told(news, seen) {
  news.slugs.forEach((slug) => seen.add(slug));
  if (!story) {
    const many = seen.size === 1 ? "One story has moved." : `${seen.size} stories have moved.`;
    say(many, "Show the list anew", false);
  } else if (seen.has(story.dataset.slug)) {
    say("This story has moved since you opened it.", "Show it as it stands", false);
  }
}

function watch() {
  const query = new URLSearchParams({ since: line.dataset.since });
  if (story) query.set("story", story.dataset.slug);
  const source = new EventSource(`/live?${query}`);
  const seen = new Set();
  let lost = 0;
  source.addEventListener("queue", (event) => told(JSON.parse(event.data), seen));
  source.addEventListener("open", () => {
    if (lost && line.classList.contains("is-stale")) line.replaceChildren();
    lost = 0;
  });
  source.addEventListener("ended", () => {
    source.close();
    say("You are signed out.", "Sign in again", true);
  });
  source.addEventListener("error", () => {
    lost += 1;
    if (lost === 3 || source.readyState === EventSource.CLOSED) {
      say("The desk cannot be reached: this page may be old.", "Try again", true);
    }
  });
  window.addEventListener("pagehide", () => source.close());
}

if (line) watch();
