// The corrected text: what the reviewer accepted, changed and added, written in. What disagrees is refused.

// One correction for each place, {start, end, words, item}; what cannot be written is left, with the reason.
const corrections = () => {
  const wanted = [];
  const left = [];
  const refused = [];
  for (const item of items) {
    const parts = item.finding ? placesOf(item) : [{ marks: item.marks, ...spanOf(item.marks[0]) }];
    for (const part of parts) {
      const { words, problem, start = part.start, end = part.end } = correctionOf(item, part);
      if (problem) refused.push({ item, problem });
      else if (words === null) left.push(item);
      else if (words !== undefined) wanted.push({ start, end, words, item });
    }
  }
  return { wanted, left: [...new Set(left)], refused };
};

const placesOf = (item) => {
  const { finding, id } = item;
  return [finding, ...finding.repeats].map(({ start, end }, number) => ({ start, end, marks: places.marks[id][number] ?? [] }));
};

// {words}: undefined where nothing is to be done, null where nothing is proposed.
const correctionOf = (item, { marks }) => {
  const rows = marks.map((mark) => standing.get(reviewer)?.get(keyOf(mark)));
  const errors = rows.filter((row) => row && row.decision !== "reject");
  if (!errors.length) return {};
  const own = reported(item);
  const words = errors.map((row) => (row.suggestion === undefined ? own.suggestion : row.suggestion));
  if (errors.length < rows.length || words.some((one) => one !== words[0])) return { problem: "its parts are decided differently" };
  if (own.side === "source" || marks[0].side === "source") return { words: null };
  const [row] = errors;
  if (row.start === undefined) return { words: words[0] };
  if (marks.length > 1) return { problem: "it crosses sentences and was moved" };
  const { start } = segmentOf(marks[0].segment);
  return { words: words[0], start: start + row.start, end: start + row.end };
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
  for (const { start, end, words } of kept) {
    parts.push(text.slice(at, start).join(""), words);
    at = end;
  }
  return parts.join("") + text.slice(at).join("");
};

const placeName = ({ finding, label, marks }) => (finding ? `${label} (line ${finding.line})` : `${label} (segment ${marks[0].segment})`);
const sayWords = ({ words, start, end }) => {
  const old = slice(report.article.target.text, start, end);
  return `${old ? `“${short(old)}”` : "insert"} → ${words ? `“${short(words)}”` : "delete"}`;
};

const refusedLines = (refused, clashes) => [
  ...refused.map(({ item, problem }) => make("li", null, `${placeName(item)}: ${problem}`)),
  ...clashes.map((pair) => make("li", null, ...pair.map((one, n) => make("div", null, `${n ? "and " : ""}${placeName(one.item)}: ${sayWords(one)}`)))),
];

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
