// What can be done with the current card: buttons, and the form in which a finding is changed.

const drawControls = (card, item) => {
  const before = card.querySelector(":scope > .decide");
  const focused = before?.contains(document.activeElement) ? document.activeElement.name : null;
  const attributes = { class: "decide", role: "group", "aria-label": `Finding ${item.label}` };
  const controls = make("div", attributes, ...buttonsOf(item));
  if (before) before.replaceWith(controls);
  else card.append(controls);
  if (focused) controls.querySelector(`[name="${focused}"]`)?.focus({ preventScroll: true });
};

// A pressed button takes its decision back.
const toggle = (item, name, words, act) => {
  const row = mine(item);
  const isPressed = row?.decision === name;
  const press = () => (isPressed ? clear(item) : act(item));
  return button(words, press, { name, "aria-pressed": String(isPressed) });
};

const buttonsOf = (item) => {
  const edit = button("Edit …", () => edits(item), { name: "edit" });
  const [back, on] = [wayButton("‹", "Previous finding", -1), wayButton("›", "Next finding", 1)];
  const ways = make("span", { class: "ways" }, back, on, leaveButton());
  if (isOwn(item)) return [button("Remove", () => reject(item), { name: "reject" }), edit, ways];
  const agree = item.finding ? "accept" : "add";
  return [
    toggle(item, agree, item.finding ? "Accept" : "Add it too", accept),
    toggle(item, "reject", "Reject", reject),
    ...[edit, ways],
  ];
};
const wayButton = (words, label, by) =>
  button(words, () => step(by), { name: `step${by}`, class: "quiet", "aria-label": label });
const leaveButton = () => button("×", leave, { class: "quiet leave", "aria-label": "Close this finding" });

const hasWords = (item) => reported(item).side === "target" && reported(item).quote !== "";

// Of words that stand there an empty suggestion deletes them; where nothing stands, it proposes nothing.
const proposed = (item, value) => {
  const plain = (text) => text.replace(/\r\n?/g, "\n");
  if (!hasWords(item)) return value === "" ? null : value;
  return plain(value) === plain(reported(item).quote) ? null : value;
};

const hintOf = (item) => {
  if (reported(item).side === "source") return "How it should be translated. Empty: nothing is proposed.";
  if (!hasWords(item)) return "What is to be put in, with its blanks. Empty: nothing is proposed.";
  return "Empty: the words go. As they stand: nothing is proposed.";
};

const language = (side) => report.article[side]?.language ?? null;

const fieldsOf = (item) => {
  const { severity, category, suggestion } = current(item);
  const words = make("textarea", { name: "suggestion", rows: 2, dir: "auto", lang: language("target") });
  words.value = suggestion ?? (hasWords(item) ? reported(item).quote : "");
  const comment = make("textarea", { name: "comment", rows: 2, dir: "auto" });
  comment.value = mine(item)?.comment ?? "";
  const categories = [...new Set([...CATEGORIES, reported(item).category, category])];
  const pair = [
    field("Severity", choice("severity", SEVERITIES, severity, (value) => SEVERITY_WORDS[value])),
    field("Category", choice("category", categories, category)),
  ];
  const should = field("Should read", words, hintOf(item));
  return [should, make("div", { class: "pair" }, ...pair), field("Comment", comment)];
};

// Opens the form in the card of an item, with one of its fields focused. It stays until it is saved or given up.
const edits = (item, name = "suggestion") => {
  go(item, { from: "card" });
  const card = cardOf(item);
  const form = card.querySelector(":scope > form") ?? editForm(item);
  if (!form.parentNode) card.append(form);
  form.scrollIntoView({ block: "nearest", behavior: "instant" });
  form.elements[name].focus();
  if (name === "suggestion") form.elements[name].select();
};

const FIELDS = ["suggestion", "severity", "category", "comment"];

const editForm = (item) => {
  const close = () => {
    form.remove();
    cardOf(item)?.focus({ preventScroll: true });
  };
  const save = (act) => named(() => {
    const values = Object.fromEntries(FIELDS.map((name) => [name, form.elements[name].value]));
    close();
    act(item, values);
  });
  const keys = (event) => {
    if (event.key === "Escape") close();
    else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) save(saveEdit);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const buttons = [
    make("button", { class: "main" }, "Save"),
    isOwn(item) ? null : button("Reject", () => save(saveReject)),
    button("Cancel", close, { class: "quiet" }),
  ];
  const attributes = { class: "edit", "aria-label": `Change finding ${item.label}`, keydown: keys };
  const form = make("form", attributes, ...fieldsOf(item));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    save(saveEdit);
  });
  form.addEventListener("input", () => (form.dataset.changed = ""));
  form.append(make("div", { class: "buttons" }, ...buttons));
  return form;
};

const saveReject = (item, { comment }) => decide(item, "reject", { comment: comment.trim() || undefined });

const isAsShown = (item, { severity, category, suggestion }) => {
  const shown = current(item);
  const words = proposed(item, shown.suggestion ?? (hasWords(item) ? reported(item).quote : ""));
  return severity === shown.severity && category === shown.category && proposed(item, suggestion) === words;
};

// What differs from the report is an edit; nothing but a comment leaves the decision as it was, or accepts.
const saveEdit = (item, values) => {
  const base = item.finding ?? { ...item.marks[0], suggestion: undefined };
  const row = mine(item);
  const suggestion = proposed(item, values.suggestion);
  const was = item.finding ? (hasWords(item) ? base.suggestion : base.suggestion || null) : undefined;
  const changes = {
    start: row?.start,
    end: row?.end,
    severity: values.severity === base.severity ? undefined : values.severity,
    category: values.category === base.category ? undefined : values.category,
    suggestion: suggestion === was ? undefined : suggestion,
  };
  const comment = values.comment.trim() || undefined;
  const isOnlySaid = isAsShown(item, values) && comment !== row?.comment;
  if (isOnlySaid && row?.decision === "reject") return decide(item, "reject", { comment });
  if (!item.finding) return decide(item, "add", { ...changes, comment }, "changed");
  const isChanged = Object.values(changes).some((value) => value !== undefined);
  decide(item, isChanged ? "edit" : "accept", { ...changes, comment });
};
