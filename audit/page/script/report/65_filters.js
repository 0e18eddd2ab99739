// Filters: what they leave out has no card, and reads as plain text in the article.

const noFilter = () => ({
  ...{ severity: new Set(), category: new Set(), detector: new Set() }, // what is left out
  ...{ confidence: 0, isUndecidedOnly: false },
});
const filter = noFilter();

// Errors that a reviewer added have no detector, and nobody doubts them.
const isLeftOut = (item) => {
  const { severity, category } = item.finding || filter.severity.size || filter.category.size ? current(item) : {};
  if (filter.severity.has(severity) || filter.category.has(category)) return true;
  if (filter.isUndecidedOnly && mine(item)) return true;
  if (!item.finding) return false;
  const { confidence, detectors } = item.finding;
  if (confidence * 100 < filter.confidence) return true;
  return filter.detector.size > 0 && detectors.every((name) => filter.detector.has(name));
};

const isFiltering = () =>
  filter.severity.size + filter.category.size + filter.detector.size + filter.confidence > 0 || filter.isUndecidedOnly;

const leftOut = new Set(); // ids of what is left out now
const shownLine = make("p", { class: "shown small" });

// Touches only what changes; ticks of the strip that stand for one finding go with it.
const applyFilter = () => {
  if (!isFiltering() && leftOut.size === 0) return countShown();
  for (const item of items) {
    const isOut = isLeftOut(item);
    const card = cardOf(item);
    if (isOut === card.hidden) continue;
    card.hidden = isOut;
    if (isOut) leftOut.add(item.id);
    else leftOut.delete(item.id);
    for (const mark of marksOf(item)) mark.classList.toggle("filtered", isOut);
    for (const tick of ticks().get(item.label) ?? []) tick.classList.toggle("filtered", isOut);
  }
  for (const id of leftOut) if (!byId.has(id)) leftOut.delete(id);
  if (now && leftOut.has(now.id)) leave();
  countShown();
};

let ticksByLabel = null;
const ticks = () => {
  const all = () => document.querySelectorAll(".strip [data-finding]");
  return (ticksByLabel ??= Map.groupBy(all(), (tick) => tick.dataset.finding));
};

const countShown = () => {
  const words = `${(items.length - leftOut.size).toLocaleString("en")} of ${plural(items.length, "finding")} shown`;
  if (shownLine.firstChild?.data === words) return;
  shownLine.replaceChildren(words);
  if (isFiltering()) shownLine.append(" ", button("Show all", showAll, { class: "quiet" }));
  shownLine.hidden = !isFiltering();
};

const filtered = () => {
  applyFilter();
  announce(shownLine.firstChild.data);
};

const showAll = () => {
  Object.assign(filter, noFilter());
  filterBox.replaceChildren(...filterFields());
  filtered();
};

const tally = (values) => {
  const counts = new Map();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
};

const boxes = (title, name, counts, say = (value) => value) => {
  const group = make("fieldset", { name }, make("legend", null, title));
  for (const [value, count] of counts) {
    const box = make("input", { type: "checkbox", checked: !filter[name].has(value) });
    box.addEventListener("change", () => {
      filter[name][box.checked ? "delete" : "add"](value);
      filtered();
    });
    group.append(make("label", null, box, theirs(say(value)), make("small", null, count.toLocaleString("en"))));
  }
  return group;
};

const confidenceField = () => {
  const said = make("output", null, `${filter.confidence} %`);
  const slider = make("input", { type: "range", min: 0, max: 100, step: 5, value: filter.confidence });
  slider.addEventListener("input", () => {
    filter.confidence = Number(slider.value);
    said.textContent = `${filter.confidence} %`;
    applyFilter();
  });
  slider.addEventListener("change", filtered);
  return make("label", { class: "range" }, make("span", null, "Confidence at least"), slider, said);
};

const undecidedField = () => {
  const box = make("input", { type: "checkbox", name: "undecided", checked: filter.isUndecidedOnly });
  box.addEventListener("change", () => {
    filter.isUndecidedOnly = box.checked;
    filtered();
  });
  return make("label", null, box, "Undecided only");
};

const filterFields = () => {
  const severities = tally(items.map((item) => current(item).severity));
  const categories = tally(items.map((item) => current(item).category).sort());
  const detectors = tally(found.flatMap((item) => item.finding.detectors).sort());
  const inOrder = SEVERITIES.filter((name) => severities.has(name)).map((name) => [name, severities.get(name)]);
  return [
    undecidedField(),
    confidenceField(),
    boxes("Severity", "severity", inOrder, (value) => SEVERITY_WORDS[value]),
    boxes("Category", "category", categories),
    boxes("Found by", "detector", detectors),
  ];
};

const filterBox = make("div", { class: "box", id: "filters", hidden: true });
