// Keys: single letters, which can be switched off (WCAG 2.1.4) and do nothing while somebody types.

const settings = { keys: recall("keys") !== "off", goOn: recall("go-on") !== "off" };

const withCurrent = (act) => () => (now ? act(now) : announce("No finding is current: j goes to the first"));

const KEYS = [
  ["j", "Next finding", () => step(1)],
  ["k", "Previous finding", () => step(-1)],
  ["a", "Accept it", withCurrent(accept)],
  ["r", "Reject it", withCurrent(reject)],
  ["e", "Edit its suggestion", withCurrent((item) => edits(item, "suggestion"))],
  ["s", "Change its severity", withCurrent((item) => edits(item, "severity"))],
  ["c", "Change its category", withCurrent((item) => edits(item, "category"))],
  ["m", "Comment on it", withCurrent((item) => edits(item, "comment"))],
  ["n", "Add an error: the selected words, or chosen in a box", () => openAdd(selectedSpan())],
  ["u", "Undo the last step of this visit", undo],
  ["?", "This help", () => showHelp()],
];
const actions = new Map(KEYS.map(([key, , act]) => [key, act]));

// On a keyboard of another script the key in the place of the letter counts.
const letterOf = (event) => {
  if (/^[a-z?]$/i.test(event.key)) return event.key.toLowerCase();
  return /^\P{ASCII}$/u.test(event.key) && event.code.startsWith("Key") ? event.code.slice(3).toLowerCase() : null;
};

const isTyping = (node) =>
  node.isContentEditable ||
  (node.matches("input, textarea, select") && !["checkbox", "radio", "range"].includes(node.type));

const onKey = (event) => {
  if (!settings.keys || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (document.querySelector("dialog[open]") || isTyping(event.target)) return;
  const act = actions.get(letterOf(event));
  if (!act) return;
  event.preventDefault();
  act();
};

const settingBox = (name, stored, words) => {
  const box = make("input", { type: "checkbox", checked: settings[name] });
  box.addEventListener("change", () => {
    settings[name] = box.checked;
    remember(stored, box.checked ? "on" : "off");
  });
  return make("label", null, box, words);
};

const keyRow = ([key, words]) =>
  make("tr", null, make("th", { scope: "row" }, make("kbd", null, key)), make("td", null, words));

const showHelp = () => {
  const typed = [["Ctrl Enter", "Save what is typed"], ["Esc", "Give it up, close a dialog"]];
  ask(
    ...["Help", make("table", { class: "keys" }, make("tbody", null, ...[...KEYS, ...typed].map(keyRow)))],
    settingBox("keys", "keys", "Use single-letter keys"),
    settingBox("goOn", "go-on", "Go to the next open finding after a decision"),
  );
};
