// What there is to decide: the findings of the report, and the errors that reviewers added to it.

const SEVERITY_WORDS = { critical: "critical", major: "major", minor: "minor", neutral: "worth a look" };
const CATEGORIES = [
  "accuracy/mistranslation",
  "accuracy/omission",
  "accuracy/addition",
  "accuracy/untranslated",
  "fluency/grammar",
  "fluency/spelling",
  "fluency/punctuation",
  "fluency/character-encoding",
  "fluency/repetition",
  "terminology/inconsistent",
  "terminology/inappropriate",
  "style/awkward",
  "other/boilerplate",
  "other/other",
];
const VERDICT_WORDS = { accept: "accepted", reject: "rejected", edit: "edited", add: "added" };

let reviewer = ""; // whose decisions are shown and made

const found = report.findings.map((finding) => ({
  id: finding.id,
  label: finding.id.slice(1),
  finding,
  marks: (places.marks[finding.id] ?? []).flat(),
}));
const byId = new Map(found.map((item) => [item.id, item]));
let added = []; // errors that somebody added, in the order of the text
let items = found; // all of them, in the order of the text

const keysOf = (item) => (item.keys ??= item.marks.map(keyOf));

// The decision of a reviewer on all marks of an item; undefined while one of them is open.
const decisionBy = (who, item) => {
  const own = standing.get(who);
  if (!own?.size || !item.marks.length) return undefined;
  const rows = keysOf(item).map((key) => own.get(key));
  return rows.every(Boolean) ? rows[0] : undefined;
};
const mine = (item) => decisionBy(reviewer, item);

// As the report has it, or who added it.
const reported = (item) => {
  if (item.finding) return item.finding;
  const [mark] = item.marks;
  const { category, severity, suggestion = null } = item.row;
  return {
    ...{ category: category ?? mark.category, severity: severity ?? mark.severity, suggestion },
    ...{ side: mark.side, quote: item.quote },
  };
};
// As the reviewer sees it now.
const current = (item) => {
  const { severity, category, suggestion } = reported(item);
  const row = mine(item);
  return {
    severity: row?.severity ?? severity,
    category: row?.category ?? category,
    suggestion: row?.suggestion === undefined ? suggestion : row.suggestion,
  };
};

const isOwn = (item) => !item.finding && mine(item)?.decision === "add";
const undecided = () => found.filter((item) => !mine(item));
const decidedCount = () => (standing.get(reviewer)?.size ? found.length - undecided().length : 0);

// Where a mark lies in its whole text.
const spanOf = (mark) => {
  const segment = segmentOf(mark.segment);
  const start = mark.side === "source" ? segment.source.start : segment.start;
  return { side: mark.side ?? "target", start: start + mark.start, end: start + mark.end };
};

const orderOf = (item) => {
  const [mark] = item.marks;
  return mark ? [positions.get(mark.segment), mark.start] : [Infinity, 0];
};
const isBefore = (one, other) => {
  const [[a, b], [c, d]] = [orderOf(one), orderOf(other)];
  return a < c || (a === c && b <= d);
};

const numbers = new Map(); // mark -> n of "an": an added error keeps its number while the page is open
const numberOf = (key) => {
  if (!numbers.has(key)) numbers.set(key, numbers.size + 1);
  return numbers.get(key);
};
let reportedKeys = null;

// Finds the added errors anew. One that the report has by now is a finding like others.
const countAdded = () => {
  const rows = [...standing.values()].flatMap((own) => [...own.values()].filter((row) => row.decision === "add"));
  if (!rows.length && !added.length) return;
  reportedKeys ??= new Set(found.flatMap(keysOf));
  const groups = Map.groupBy(
    rows.filter((row) => !reportedKeys.has(keyOf(row.finding))),
    (row) => keyOf(row.finding),
  );
  for (const item of added) byId.delete(item.id);
  added = [...groups].map(([key, group]) => {
    const row = group.find((one) => one.reviewer === reviewer) ?? group[0];
    const mark = { side: "target", ...row.finding };
    const quote = slice(wordsOf(segmentOf(mark.segment), mark.side), mark.start, mark.end);
    return { id: `a${numberOf(key)}`, label: `a${numberOf(key)}`, finding: null, marks: [mark], row, quote };
  });
  added.sort((one, other) => (isBefore(one, other) ? -1 : 1));
  for (const item of added) byId.set(item.id, item);
  items = merged(found, added);
};

const merged = (one, other) => {
  const all = [];
  let at = 0;
  for (const item of other) {
    while (at < one.length && isBefore(one[at], item)) all.push(one[at++]);
    all.push(item);
  }
  return [...all, ...one.slice(at)];
};

// Decisions on findings that this report no longer has: they stay in the log.
const strayRows = () => {
  const marks = new Set([...found, ...added].flatMap(keysOf));
  return [...(standing.get(reviewer) ?? [])].filter(([key]) => !marks.has(key)).map(([, row]) => row);
};
