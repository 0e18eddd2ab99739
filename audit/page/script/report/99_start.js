// The start: as little as can be, so that a long report is there at once. Clicks are heard in one place.

const itemAt = (node) => {
  const id = node.closest("[data-finding]")?.dataset.finding;
  return byId.get(id) ?? byId.get(`f${id}`);
};

const onTextClick = (event) => {
  const item = itemAt(event.target);
  if (item && getSelection().isCollapsed) go(item, { from: "text" });
};

// In a card a link leads to its place; a click on anything else but a control shows it too.
const onCardClick = (event) => {
  const item = itemAt(event.target);
  if (!item || event.target.closest("button, form")) return;
  const isLink = event.target.closest("a") !== null;
  if (item !== now || isLink) go(item, { from: isLink ? "card" : null });
};

const start = () => {
  document.body.classList.add("scripted");
  buildTools();
  probeStorage();
  reviewer = served?.reviewer || recall("reviewer") || "";
  restore();
  redraw();
  textNode.addEventListener("click", onTextClick);
  list.addEventListener("click", onCardClick);
  document.addEventListener("keydown", onKey);
  document.addEventListener("selectionchange", showAddHere);
  if (served) send();
};

start();
performance.measure("scripts", { start: begun }); // milliseconds, for tests and for the curious
