// Is it a review of this text? As strict as schemas/review.json: what is let in here is exported again.

const VERDICTS = ["accept", "reject", "edit", "add", "clear"];
const SEVERITIES = ["critical", "major", "minor", "neutral"];
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;
const MARK_FIELDS = ["segment", "side", "start", "end", "category", "severity"];
const CHANGES = ["start", "end", "category", "severity", "suggestion", "comment"];
const ROW_FIELDS = ["finding", "decision", "reviewer", "at", ...CHANGES];

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const isName = (value) => typeof value === "string" && value !== "";
const isOptional = (value, test) => value === undefined || test(value);
const isTextOrNull = (value) => value === null || typeof value === "string";
const strange = (value, fields) => Object.keys(value).find((name) => !fields.includes(name));

const wrongPlace = (mark, { start, end }) => {
  const segment = segmentOf(mark.segment);
  if (!segment) return `there is no segment "${mark.segment}"`;
  const words = wordsOf(segment, mark.side ?? "target");
  if (words === undefined) return `segment "${mark.segment}" has no source`;
  const isPlace = Number.isInteger(start) && Number.isInteger(end) && 0 <= start && start <= end;
  const length = points(words).length;
  return isPlace && end <= length ? null : `${start} to ${end} is no place in a text of ${length} characters`;
};

const wrongMark = (mark) => {
  if (!isObject(mark)) return "it names no finding";
  const field = strange(mark, MARK_FIELDS);
  if (field) return `"${field}" is no field of a finding`;
  if (!isOptional(mark.side, (side) => ["target", "source"].includes(side))) return "the side is unknown";
  if (!isName(mark.category)) return "the finding has no category";
  if (!SEVERITIES.includes(mark.severity)) return "the finding has no severity";
  return wrongPlace(mark, mark);
};

// What is wrong with a row, in words; null where nothing is.
const wrongRow = (row) => {
  if (!isObject(row)) return "it is no decision";
  const field = strange(row, ROW_FIELDS);
  if (field) return `"${field}" is no field of a decision`;
  const wrong = wrongMark(row.finding);
  if (wrong) return wrong;
  if (!VERDICTS.includes(row.decision)) return "the decision is unknown";
  if (!isName(row.reviewer)) return "it has no reviewer";
  if (typeof row.at !== "string" || !TIME.test(row.at)) return "it has no time";
  if (!isOptional(row.category, isName)) return "the category is empty";
  if (!isOptional(row.severity, (severity) => SEVERITIES.includes(severity))) return "the severity is unknown";
  if (!isOptional(row.suggestion, isTextOrNull)) return "the suggestion is no text";
  if (!isOptional(row.comment, isTextOrNull)) return "the comment is no text";
  return row.start === undefined && row.end === undefined ? null : wrongPlace(row.finding, row);
};

const wrongSeen = (value) => {
  if (!isObject(value)) return "seen: not by reviewer";
  for (const [reviewer, ids] of Object.entries(value)) {
    if (!reviewer || !Array.isArray(ids)) return "seen: a reviewer without a name or a list";
    const astray = ids.find((id) => !positions.has(id));
    if (astray !== undefined) return `seen of "${reviewer}": there is no segment "${astray}"`;
  }
  return null;
};

// What is wrong with a review file's content, in words that name the place; null where nothing is.
const wrongReview = (value) => {
  if (!isObject(value) || !isObject(value.report) || !Array.isArray(value.decisions)) return "it is no review file";
  if (!["1.0", "1.1"].includes(value.schema_version)) return `its version is ${JSON.stringify(value.schema_version)}`;
  if (value.report.digest !== places.digest) {
    return `it is of another text (${value.report.path}): take the report that it belongs to`;
  }
  for (const [number, row] of value.decisions.entries()) {
    const wrong = wrongRow(row);
    if (wrong) return `decisions[${number}]: ${wrong}`;
  }
  return wrongSeen(value.seen);
};
