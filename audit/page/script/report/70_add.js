// Adding an error that the report lacks: words are selected in the article, or by keyboard in a box of the dialog.

const addHere = button("Add an error", () => openAdd(lastSpan), { class: "main here", hidden: true });
let lastSpan = null; // what was selected last: a tap on a button takes the selection away

// What a selection in the box covers, in code points of the segment's words.
const chosenIn = (box) => {
  const upto = (units) => points(box.value.slice(0, units)).length;
  return [upto(box.selectionStart), upto(box.selectionEnd)];
};

// A box keeps one character for each: a carriage return would vanish in it, and move all that follows.
const boxed = (text) => text.replaceAll("\r", " ");

const selectIn = (box, start, end) => {
  const units = (number) => points(box.value).slice(0, number).join("").length;
  box.setSelectionRange(units(start), units(end));
};

// Where the dialog begins: at the selection, else in the sentence of the current finding, else in the first.
const placesFor = (span) => {
  if (span) {
    const pieces = piecesOf(span);
    if (pieces.length) return pieces;
    if (span.side === "source") return [afterSource(span)];
  }
  const segment = now?.marks[0]?.segment ?? report.segments[0]?.id;
  return segment === undefined ? [] : [{ segment, side: "target", start: 0, end: 0 }];
};

// Source that nobody translated is missing at the end of the sentence before: so the program itself marks it.
const afterSource = ({ start }) => {
  const translated = report.segments.filter((one) => one.source);
  const before = translated.filter((one) => one.source.start <= start);
  const later = (one, other) => (other.source.start > one.source.start ? other : one);
  const home = before.length ? before.reduce(later) : translated[0];
  const end = points(home.text).length;
  return { segment: home.id, side: "target", start: end, end };
};

const openAdd = (span) => {
  const pieces = placesFor(span);
  if (!pieces.length) return tell("Nothing to mark", "The article has no sentences.");
  addHere.hidden = true;
  const place = { ...pieces[0] };
  const form = make("form", { class: "add" });
  const box = ask("Add an error", form);
  const isMany = pieces.length > 1;
  const values = addFields(isMany);
  const where = isMany ? manyPieces(pieces) : onePiece(place, () => prefill(form, place));
  const buttons = [make("button", { class: "main" }, "Add"), button("Cancel", () => box.close(), { class: "quiet" })];
  form.append(...where, ...values, make("div", { class: "buttons" }, ...buttons));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    box.close();
    named(() => addError(isMany ? pieces : [place], form.elements));
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
  form.addEventListener("input", ({ target }) => (target.dataset.chosen = ""));
  prefill(form, place);
  form.querySelector("textarea").focus();
};

// Fields that the reviewer has not touched follow the selection. Where no words are wrong, some are missing.
const prefill = (form, place) => {
  const { category, suggestion } = form.elements;
  const isMissing = place.side === "source" || place.start === place.end;
  const set = (control, value) => control && !("chosen" in control.dataset) && (control.value = value);
  set(category, isMissing ? "accuracy/omission" : "accuracy/mistranslation");
  set(suggestion, isMissing ? "" : quoteAt(place));
};
const quoteAt = ({ segment, side, start, end }) => slice(wordsOf(segmentOf(segment), side), start, end);

// As in the form of a finding: as they stand nothing is proposed, nor is nothing put in where nothing stands.
const ADD_HINT = "Empty: the words go. As they stand: nothing is proposed.";
const correctionFor = (place, value) => {
  if (place.side === "source" || place.start === place.end) return value || null;
  return value === quoteAt(place).replace(/\r\n?/g, "\n") ? null : value;
};

// A selection over several sentences is an error in each; a correction needs one sentence.
const manyPieces = (pieces) => {
  const quotes = pieces.map((piece) => make("li", null, make("q", { dir: "auto" }, short(quoteAt(piece)))));
  const why =
    "The selection crosses sentences: each part is marked. To propose a correction, select within one sentence.";
  return [make("ul", null, ...quotes), make("p", { class: "small" }, why)];
};

const addFields = (isMany) => {
  const words = make("textarea", { name: "suggestion", rows: 2, dir: "auto", lang: language("target") });
  const comment = make("textarea", { name: "comment", rows: 2, dir: "auto" });
  const pair = [
    field("Severity", choice("severity", SEVERITIES, "major", (value) => SEVERITY_WORDS[value])),
    field("Category", choice("category", CATEGORIES)),
  ];
  const correction = isMany ? [] : [field("Should read", words, ADD_HINT)];
  return [...correction, make("div", { class: "pair" }, ...pair), field("Comment", comment)];
};

// Not `readonly`: browsers show no cursor there, and arrow keys do nothing. Nothing can be typed all the same.
const chooser = () => {
  const quiet = { inputmode: "none", spellcheck: "false", "aria-readonly": "true" };
  const refuse = (event) => event.preventDefault();
  const box = make("textarea", { class: "chosen", rows: 4, dir: "auto", ...quiet, beforeinput: refuse });
  box.addEventListener("input", () => (box.value = box.dataset.words)); // what an input method puts in all the same
  return box;
};

// The words of one sentence in a box: there they can be selected with Shift and the arrow keys too.
const onePiece = (place, changed) => {
  const box = chooser();
  const said = make("output", { class: "small" });
  const fill = () => {
    const segment = segmentOf(place.segment);
    box.value = box.dataset.words = boxed(wordsOf(segment, place.side));
    box.lang = language(place.side) ?? "";
    show();
    say();
  };
  const show = () => selectIn(box, place.start, place.end);
  const say = () => {
    changed();
    const words = slice(box.value, place.start, place.end);
    if (words) said.replaceChildren("Marked: ", make("q", { dir: "auto" }, short(words)));
    else said.replaceChildren("Nothing is selected: something is missing at the cursor.");
  };
  const choose = () => {
    if (document.activeElement !== box) return; // only what the reader selects counts
    [place.start, place.end] = chosenIn(box);
    say();
  };
  for (const event of ["select", "keyup", "pointerup", "selectionchange"]) box.addEventListener(event, choose);
  const move = (segment, side) => {
    Object.assign(place, { segment, side, start: 0, end: 0 });
    fill();
  };
  box.addEventListener("focus", show, { once: true }); // some browsers put the cursor at the beginning
  fill();
  return [field("Select the words that are wrong", box), said, moves(place, move)];
};

const moves = (place, move) => {
  const to = (by) => {
    const next = report.segments[positions.get(place.segment) + by];
    if (next) move(next.id, next.source ? place.side : "target");
  };
  const other = () => {
    const side = place.side === "target" ? "source" : "target";
    if (side === "target" || segmentOf(place.segment).source) move(place.segment, side);
  };
  const ways = [button("Previous sentence", () => to(-1)), button("Next sentence", () => to(1))];
  if (report.article.source) ways.push(button("Source or translation", other));
  return make("div", { class: "buttons" }, ...ways);
};

const addError = (pieces, values) => {
  const at = nextTime(reviewer);
  const comment = values.comment.value.trim();
  const suggestion = values.suggestion ? correctionFor(pieces[0], values.suggestion.value) : null;
  const rows = pieces.map((piece) => {
    const finding = { ...piece, category: values.category.value, severity: values.severity.value };
    return { finding, decision: "add", suggestion, ...(comment ? { comment } : {}), reviewer, at };
  });
  const key = keyOf(rows[0].finding);
  commit(rows, "Error added", `a${numberOf(key)}`);
  go(items.find((item) => keysOf(item).includes(key))); // the report may have this very error
};

// A button beside the selection, for those who use no keys.
const showAddHere = () => {
  const selection = getSelection();
  const isIn = selection.rangeCount > 0 && !selection.isCollapsed && textNode.contains(selection.anchorNode);
  if (!isIn) {
    setTimeout(() => (addHere.hidden = getSelection().isCollapsed), 200); // a tap on the button comes first
    return;
  }
  lastSpan = selectedSpan();
  if (!lastSpan) return;
  const { left, bottom } = selection.getRangeAt(0).getBoundingClientRect();
  const room = document.documentElement.clientWidth - 140;
  addHere.style.left = `${Math.max(8, Math.min(left, room)) + scrollX}px`;
  addHere.style.top = `${bottom + scrollY + 6}px`;
  addHere.hidden = false;
};
