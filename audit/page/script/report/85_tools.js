// The tools above the findings: progress, filters, what can be done with the whole review, and help.

const bar = make("progress", { max: Math.max(1, found.length), value: 0, "aria-label": "Findings decided" });
const progressLine = make("span", { class: "progress" });
const strayLine = make("p", { class: "small", hidden: true });
const whoButton = button("", () => askName(), { class: "quiet who" });

// A button that opens a box under the buttons, and closes the other one.
const menu = (name, words, box, fill = () => {}) => {
  const open = () => {
    const isOpen = opener.getAttribute("aria-expanded") === "true";
    for (const other of tools.querySelectorAll(".menu")) other.setAttribute("aria-expanded", "false");
    for (const other of tools.querySelectorAll(".box")) other.hidden = true;
    opener.setAttribute("aria-expanded", String(!isOpen));
    box.hidden = isOpen;
    if (!isOpen) fill();
  };
  const opener = button(words, open, { class: `menu ${name}`, "aria-expanded": "false", "aria-controls": box.id });
  return opener;
};

const drawTools = () => {
  bar.value = decidedCount();
  const more = added.length ? `, ${added.length} added` : "";
  const read = hasReadEverything() ? ", all read" : "";
  progressLine.textContent = `${progress()}${more}${read}`;
  whoButton.replaceChildren(...(reviewer ? ["Reviewer: ", theirs(reviewer)] : ["Reviewer: not named yet"]));
  const stray = log.length ? strayRows().length : 0;
  const others = [
    stray ? `${plural(stray, "decision")} on findings that this report no longer has: kept and exported.` : "",
    elsewhere.length ? `${plural(elsewhere.length, "decision")} made in another report of this text: kept for that.` : "",
  ];
  strayLine.textContent = others.filter(Boolean).join(" ");
  strayLine.hidden = strayLine.textContent === "";
  showSaved();
};

const buildTools = () => {
  const filters = menu("filters", "Filter", filterBox, () => filterBox.replaceChildren(...filterFields()));
  const whole = make(
    ...["div", { class: "box whole", id: "whole", hidden: true }],
    button("Corrected text …", correctText),
    button("Export review", exportReview),
    button("Import review …", importReview),
    button("I have read everything", readEverything),
    ...[button("Undo", undo), whoButton],
  );
  const review = menu("review", "Review", whole);
  const add = button("Add an error", () => openAdd(selectedSpan() ?? lastSpan), { class: "add" });
  const help = button("?", showHelp, { class: "help", "aria-label": "Help" });
  add.addEventListener("pointerdown", (event) => event.preventDefault()); // or the selection is lost
  tools.append(
    ...[make("div", { class: "state" }, bar, progressLine, savedLine), alarmLine],
    make("div", { class: "actions" }, filters, review, add, help),
    ...[filterBox, whole, shownLine, strayLine, speaker],
  );
  addHere.addEventListener("pointerdown", (event) => event.preventDefault());
  document.body.append(addHere);
  new ResizeObserver(() => (panel.style.scrollPaddingTop = `${tools.offsetHeight + 8}px`)).observe(tools);
};
