// The cards: which one is current, what was decided on each, and the way from one to the next.

const cardOf = (item) => document.getElementById(item.id);

let marksById = null; // id -> marks in the article
const marksOf = (item) => {
  if (!item.finding) return [...textNode.querySelectorAll(`mark[data-finding="${item.id}"]`)];
  if (!marksById) {
    marksById = new Map();
    for (const mark of textNode.querySelectorAll("mark[data-finding]:not(.added)")) {
      const id = `f${mark.dataset.finding}`;
      if (marksById.has(id)) marksById.get(id).push(mark);
      else marksById.set(id, [mark]);
    }
  }
  return marksById.get(item.id) ?? [];
};

let now = null; // the current item
const shown = () => items.filter((item) => !isLeftOut(item));

const unmarkCurrent = () => {
  const card = now && cardOf(now);
  card?.removeAttribute("aria-current");
  card?.querySelector(":scope > .decide")?.remove();
  for (const mark of now ? marksOf(now) : []) mark.classList.remove("current");
};

const markCurrent = () => {
  const card = cardOf(now);
  card.setAttribute("aria-current", "true");
  card.tabIndex = -1;
  for (const mark of marksOf(now)) mark.classList.add("current");
  drawControls(card, now);
};

// Makes an item the current one. `from` is where the reader is: that side does not move.
const go = (item, { from = null } = {}) => {
  if (item !== now) {
    unmarkCurrent();
    now = item;
    markCurrent();
  }
  const card = cardOf(item);
  if (from !== "text") marksOf(item)[0]?.scrollIntoView({ block: "nearest", behavior: "instant" });
  if (from === "card") return;
  card.scrollIntoView({ block: "nearest", behavior: "instant" });
  if (from !== "text") card.focus({ preventScroll: true });
};

const leave = () => {
  unmarkCurrent();
  now = null;
};

const step = (by) => {
  const all = shown();
  if (!all.length) return announce("No finding is shown");
  const at = now ? all.indexOf(now) : -1;
  if (!now || at < 0) return go(by > 0 ? all[0] : all.at(-1));
  const next = all[at + by];
  if (!next) return announce(by > 0 ? "This is the last finding" : "This is the first finding");
  go(next);
};

// After a decision: the next open finding, from the top again after the last.
const goOn = (item) => {
  if (!settings.goOn) return;
  const at = items.indexOf(item);
  const isOpen = (one) => one.finding && !mine(one) && !isLeftOut(one);
  const next = [...items.slice(at + 1), ...items.slice(0, at)].find(isOpen);
  if (next) go(next);
};

// What others say of it, and what the reviewer changed; null where there is nothing to say.
const noteOf = (item, row, others) => {
  const lines = others.map(([who, other]) => make("li", null, theirs(who), `: ${saidBy(item, other)}`));
  const changes = row && row !== item.row ? saidBy(item, row) : "";
  const isTold = changes === "" || changes === VERDICT_WORDS[row.decision]; // the head of the card says it
  if (!isTold) lines.unshift(make("li", null, make("b", null, "You: "), changes));
  return lines.length ? make("ul", { class: "said" }, ...lines) : null;
};

const saidBy = (item, row) => {
  const parts = [VERDICT_WORDS[row.decision]];
  if (row.severity) parts.push(SEVERITY_WORDS[row.severity]);
  if (row.category) parts.push(visible(row.category));
  if (row.suggestion !== undefined && item.finding) {
    const words = row.suggestion ? `“${visible(row.suggestion)}”` : "delete it";
    parts.push(row.suggestion === null ? "no suggestion" : words);
  }
  return parts.join(", ") + (row.comment ? ` – ${visible(row.comment)}` : "");
};

const drawn = new Map(); // id -> the rows that its card shows, the reviewer's own first

const drawItem = (item) => {
  const row = mine(item);
  const others = [...standing.keys()].filter((who) => who !== reviewer).map((who) => [who, decisionBy(who, item)]);
  const said = others.filter(([, other]) => other && other !== item.row);
  const rows = [reviewer, row, ...said.map(([, other]) => other)];
  const before = drawn.get(item.id);
  const isEmpty = !before && rows.length === 2 && !row;
  if (isEmpty || (before?.length === rows.length && rows.every((one, n) => one === before[n]))) return;
  drawn.set(item.id, rows);
  const card = cardOf(item);
  for (const node of [card, ...marksOf(item)]) {
    if (row) node.dataset.decision = row.decision;
    else delete node.dataset.decision;
  }
  card.querySelector(":scope > .said")?.remove();
  const note = noteOf(item, row, said);
  if (note) card.insertBefore(note, card.querySelector(":scope > .decide, :scope > form"));
  if (item === now) drawControls(card, item);
};

// Draws what has changed since the last time.
const redraw = () => {
  drawAdded();
  now &&= byId.get(now.id) ?? null; // an added error is found anew each time
  if (now && !cardOf(now).hasAttribute("aria-current")) markCurrent();
  if (log.length || drawn.size) items.forEach(drawItem);
  drawTools();
  applyFilter();
};
