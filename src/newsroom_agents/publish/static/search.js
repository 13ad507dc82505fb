// The search. It reads small files that lie beside the page: words in shards by their first letters,
// and pieces by the hundred. Nothing is sent anywhere. The folding of words is that of the index.

const SHARDS = 256;
const PIECES = 100;
const FIRST_LETTERS = 3;
const SHOWN = 20;
const MOST_WORDS = 12;

const UNSPACED =
  "\\u0e00-\\u0e3a\\u0e40-\\u0e4e\\u0e80-\\u0edf\\u1000-\\u103f\\u1050-\\u109f\\u1780-\\u17d3" +
  "\\u3005-\\u3007\\u3040-\\u30ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff\\uff66-\\uff9d" +
  "\\u{20000}-\\u{3ffff}";
const JOINERS = "\\u200c\\u200d";
const MARK = "\\p{Mn}\\p{Mc}";
const LETTER = `(?:(?![${UNSPACED}])[\\p{L}\\p{N}]|[${MARK}${JOINERS}])`;
const WORD = new RegExp(
  `\\p{Nd}+(?:[.,]\\p{Nd}+)+(?!\\p{L})|[${UNSPACED}][${MARK}]*` +
    `|(?![${MARK}${JOINERS}])${LETTER}+(?:['’ʼ·]${LETTER}+)*`,
  "gu",
);
const IS_UNSPACED = new RegExp(`^[${UNSPACED}]`, "u");
const ACCENTS =
  /[\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670]/gu;
const PLAIN = {
  "ı": "i", "ł": "l", "đ": "d", "ð": "d", "ø": "o", "æ": "ae", "œ": "oe", "þ": "th", "ħ": "h",
  "ŋ": "n", "ə": "e", "ى": "ي", "ة": "ه", "ی": "ي", "ک": "ك", "ـ": "", "’": "'", "ʼ": "'",
  "ß": "ss", "ς": "σ", "\u200c": "", "\u200d": "", "\u00ad": "",
};

/** Return a word without differences of case, width and accent. */
export const fold = (text) =>
  [...text.normalize("NFKC").toLowerCase().normalize("NFKD").replace(ACCENTS, "")]
    .map((letter) => PLAIN[letter] ?? letter)
    .join("")
    .normalize("NFC");

/** Return the terms under which a text is found: folded words, and pairs of unspaced signs. */
export const terms = (text) => {
  const tokens = [...text.matchAll(WORD)].map((found) => ({
    text: found[0],
    start: found.index,
    end: found.index + found[0].length,
  }));
  const found = [];
  tokens.forEach((token, at) => {
    if (!IS_UNSPACED.test(token.text)) {
      found.push(...fold(token.text).split("'").filter(Boolean));
      return;
    }
    const next = tokens[at + 1];
    const before = tokens[at - 1];
    if (next && next.start === token.end && IS_UNSPACED.test(next.text)) {
      found.push(fold(token.text + next.text));
    } else if (!before || before.end !== token.start || !IS_UNSPACED.test(before.text)) {
      found.push(fold(token.text));
    }
  });
  return found;
};

const crc32 = (bytes) => {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return (sum ^ 0xffffffff) >>> 0;
};

/** Return the name of the shard that holds a word. */
export const shardOf = (word) => {
  const first = [...word].slice(0, FIRST_LETTERS).join("");
  return (crc32(new TextEncoder().encode(first)) % SHARDS).toString(16).padStart(2, "0");
};

const files = new Map();
const read = (path) => {
  if (!files.has(path)) {
    const reading = fetch(path).then((reply) => {
      if (reply.status === 404) return null;
      if (!reply.ok) throw new Error(`${path}: ${reply.status}`);
      return reply.json();
    });
    reading.catch(() => files.delete(path));
    files.set(path, reading);
  }
  return files.get(path);
};

/** Return the numbers of the pieces that hold a word; the last word may be a beginning. */
const piecesWith = async (word, isBeginning) => {
  const words = (await read(`words/${shardOf(word)}.json`)) ?? {};
  if (!isBeginning || [...word].length < FIRST_LETTERS) {
    return new Set(Object.hasOwn(words, word) ? words[word] : []);
  }
  return new Set(Object.keys(words).filter((one) => one.startsWith(word)).flatMap((one) => words[one]));
};

/** Return the numbers of the pieces that fit best, the newest of them first. */
const find = async (query) => {
  const wanted = [...new Set(terms(query))].slice(0, MOST_WORDS);
  const sets = await Promise.all(
    wanted.map((word, at) => piecesWith(word, at === wanted.length - 1)),
  );
  const hits = new Map();
  for (const set of sets) for (const number of set) hits.set(number, (hits.get(number) ?? 0) + 1);
  const most = Math.max(0, ...hits.values());
  const all = [...hits.keys()].sort((one, other) => hits.get(other) - hits.get(one) || other - one);
  return { numbers: all, whole: all.filter((number) => hits.get(number) === most).length, most, wanted };
};

const element = (name, attributes, ...children) => {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
};

const shown = (piece) => {
  const words = { lang: piece.lang, dir: piece.dir };
  const { lang } = document.documentElement;
  const day = new Date(piece.published).toLocaleDateString(lang === "en" ? "en-GB" : lang, {
    day: "numeric", month: "long", year: "numeric", timeZone: "UTC",
  });
  const about = piece.places.length ? [element("span", { class: "topic" }, piece.places.join(", "))] : [];
  return element(
    "li",
    { class: "piece" },
    element("p", { class: "kicker" }, ...about),
    element("h2", {}, element("a", { href: `../${piece.path}/index.html`, ...words }, piece.headline)),
    element("p", { class: "dek", ...words }, piece.dek),
    element(
      "p",
      { class: "piece-facts" },
      `${piece.byline}, AI persona · `,
      element("time", { datetime: piece.published }, day),
    ),
  );
};

const pieceOf = async (number) => {
  const block = await read(`pieces/${Math.floor(number / PIECES)}.json`);
  return block?.[number % PIECES] ?? null;
};

const open = () => {
  const [form, input] = [document.getElementById("search"), document.getElementById("query")];
  const [status, results] = [document.getElementById("status"), document.getElementById("results")];
  const [further, more] = [document.getElementById("further"), document.getElementById("more")];
  let asked = 0;
  let waiting = [];

  const showMore = async (turn) => {
    const next = waiting.slice(0, SHOWN);
    waiting = waiting.slice(SHOWN);
    const pieces = await Promise.all(next.map(pieceOf));
    if (turn !== asked) return;
    results.append(...pieces.filter(Boolean).map(shown));
    further.hidden = waiting.length === 0;
  };

  const answer = async () => {
    asked += 1;
    const turn = asked;
    const query = input.value.trim();
    results.replaceChildren();
    further.hidden = true;
    status.textContent = query ? "Searching …" : "";
    if (!query) return;
    try {
      const found = await find(query);
      if (turn !== asked) return;
      waiting = found.numbers;
      await showMore(turn);
      if (turn !== asked) return;
      const count = found.whole === 1 ? "One piece" : `${found.whole} pieces`;
      const part = found.most < found.wanted.length ? " with most of these words" : "";
      const rest = found.numbers.length - found.whole;
      const others = rest > 0 ? `, then ${rest} with fewer of them` : "";
      status.textContent = waiting.length || results.childElementCount
        ? `${count}${part}${others}`
        : "Nothing found. Try fewer words, another spelling, or the lists below.";
    } catch (error) {
      if (turn !== asked) return;
      status.textContent = "The search could not be read. Try again, or use the lists below.";
    }
  };

  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const address = new URL(location.href);
    address.searchParams.set("q", input.value.trim());
    history.replaceState(null, "", address);
    answer();
  });
  more.addEventListener("click", () => showMore(asked));
  input.value = new URL(location.href).searchParams.get("q") ?? "";
  if (input.value) answer();
};

if (document.getElementById("search")) open();
