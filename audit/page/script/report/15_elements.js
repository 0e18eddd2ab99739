// Elements are made here. Their words may be anybody's: they become text, never markup.

const make = (tag, attributes, ...children) => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (typeof value === "function") node.addEventListener(name, value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value != null) node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child != null));
  return node;
};

// Words of others inside ours: on one line, in their own direction, with what would act on the reader spelled out.
const ACTING = /[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;
const spelled = (character) => `\\u${character.codePointAt(0).toString(16).padStart(4, "0")}`;
const visible = (text) => text.replace(/\s*[\r\n\t]+\s*/g, " ").replace(ACTING, spelled);
const theirs = (text) => make("bdi", null, visible(text));
const short = (text, length = 60) => {
  const all = points(visible(text));
  return all.length > length ? `${all.slice(0, length - 1).join("")}…` : all.join("");
};

const button = (words, act, attributes) => make("button", { type: "button", click: act, ...attributes }, words);

const field = (words, control, hint) =>
  make("label", { class: "field" }, make("span", null, words), control, hint ? make("small", null, hint) : null);

const choice = (name, values, chosen, say = (value) => value) => {
  const options = values.map((value) => make("option", { value, selected: value === chosen }, visible(say(value))));
  return make("select", { name }, ...options);
};

// What has happened is said to those who do not see it. The same words again have to differ, or nothing is said.
const speaker = make("p", { class: "heard", role: "status" });
const announce = (words) => {
  speaker.textContent = speaker.textContent === words ? `${words}\u00a0` : words;
};

// One dialog at a time; what it holds is gone when it closes. Answers the dialog.
const ask = (title, ...content) => {
  const close = button("Close", () => box.close(), { class: "close", "aria-label": "Close" });
  const heading = make("h2", { id: "asked" }, title);
  const box = make("dialog", { class: "asked", "aria-labelledby": "asked" }, heading, ...content, close);
  close.textContent = "×";
  box.addEventListener("close", () => box.remove());
  document.body.append(box);
  box.showModal();
  return box;
};

const tell = (title, ...lines) => ask(title, ...lines.map((line) => (line.nodeType ? line : make("p", null, line))));

const download = (name, text, type) => {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = make("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
};
