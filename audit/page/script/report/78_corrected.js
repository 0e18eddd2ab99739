// The corrected text: what the reviewer accepted, changed and added, written in. What disagrees is refused.

// One correction for each place, {start, end, words, item}; what cannot be written is left, or refused with a reason.
const corrections = () => {
  const wanted = [];
  const left = [];
  const refused = [];
  for (const item of [...items, ...strays()]) {
    for (const marks of item.finding ? places.marks[item.id] : [item.marks]) {
      const { words, problem, start, end } = correctionOf(item, marks);
      if (problem) refused.push({ item, problem });
      else if (words === null) left.push(item);
      else if (words !== undefined) wanted.push({ start, end, words, item });
    }
  }
  return { wanted, left: [...new Set(left)], refused };
};

// What the reviewer decided on findings that this report lacks: their words can still be written.
const strays = () =>
  strayRows().map((row) => {
    return { label: "one that this report lacks", finding: null, marks: [row.finding], row, quote: "" };
  });

// {words, start, end}: no words where nothing is to be done, null where nothing is proposed.
const correctionOf = (item, marks) => {
  const rows = marks.map((mark) => standing.get(reviewer)?.get(keyOf(mark)));
  if (!rows.length || !rows.every(Boolean)) return {};
  const own = reported(item);
  const words = rows.map((row) => (row.suggestion === undefined ? own.suggestion : row.suggestion));
  const errors = rows.filter((row) => row.decision !== "reject");
  if (!errors.length) return {};
  const isTorn = errors.length < rows.length || words.some((one) => one !== words[0]);
  if (isTorn) return { problem: "its parts are decided differently" };
  if (own.side === "source" || marks[0].side === "source") return { words: null };
  const [first, last] = [rows[0], rows.at(-1)];
  const start = spanOf({ ...marks[0], start: first.start ?? marks[0].start }).start;
  const { end } = spanOf({ ...marks.at(-1), end: last.end ?? marks.at(-1).end });
  return { words: words[0], start, end };
};

// Corrections in the order of the text, equal ones once, and those that cannot both be written.
const settled = (wanted) => {
  const kept = [];
  const clashes = [];
  for (const one of wanted.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    const last = kept.at(-1);
    const isSame = last && last.start === one.start && last.end === one.end;
    if (isSame && last.words === one.words) continue;
    if (last && (one.start < last.end || isSame)) clashes.push([last, one]);
    if (!last || one.end >= last.end) kept.push(one);
  }
  return { kept, clashes };
};

const written = (kept) => {
  const text = points(report.article.target.text);
  const parts = [];
  let at = 0;
  for (const { start, end, words } of tidied(kept)) {
    parts.push(text.slice(at, start).join(""), words);
    at = end;
  }
  return parts.join("") + text.slice(at).join("");
};

const placeName = ({ finding, label, marks: [mark] }) =>
  `${label} (${finding ? `line ${finding.line}` : `segment ${visible(mark.segment)}`})`;
const sayWords = ({ words, start, end }) => {
  const old = slice(report.article.target.text, start, end);
  return `${old ? `“${short(old)}”` : "insert"} → ${words ? `“${short(words)}”` : "delete"}`;
};

const refusedLines = (refused, clashes) => [
  ...refused.map(({ item, problem }) => make("li", null, `${placeName(item)}: ${problem}`)),
  ...clashes.map((pair) => make("li", null, ...pair.map(clashLine))),
];
const clashLine = (one, number) =>
  make("div", null, `${number ? "and " : ""}${placeName(one.item)}: ${sayWords(one)}`);

const correctText = () => {
  const { wanted, left, refused } = corrections();
  const { kept, clashes } = settled(wanted);
  if (refused.length + clashes.length) {
    const why = "These corrections overlap and do not agree. Reject or change one of each, then try again.";
    return tell("No text was written", why, make("ul", { class: "clashes" }, ...refusedLines(refused, clashes)));
  }
  const text = written(kept);
  const file = `audit apply REPORT --review ${stem}.review.json -o FILE`;
  const open = undecided().length;
  const lines = [
    `${plural(kept.length, "correction")} written in.`,
    left.length ? `Left to do, nothing to write in: ${left.map((item) => item.label).join(", ")}.` : null,
    open ? `${plural(open, "finding")} not decided.` : null,
  ];
  const said = make("p", { class: "small", role: "status" });
  const copy = async () => {
    await navigator.clipboard.writeText(text).then(
      () => (said.textContent = "Copied."),
      () => (said.textContent = "The browser does not let this page copy: download it."),
    );
  };
  const buttons = [
    button("Download", () => download(`${stem}.corrected.txt`, text, "text/plain;charset=utf-8"), { class: "main" }),
    button("Copy", copy),
  ];
  const how = make("p", { class: "small" }, "To write it into the file itself: ", make("code", null, file));
  tell("Corrected text", ...lines.filter(Boolean), make("div", { class: "buttons" }, ...buttons), said, how);
};
