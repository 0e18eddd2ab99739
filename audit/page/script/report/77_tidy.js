// Deletions that leave no double blank behind: where words go between two blanks, at the beginning or end of a
// paragraph, or before a comma, one blank goes with them. `audit apply` does the same: both must write the same text.

const CLOSING = ",.;:!?)";

const tidied = (kept) => {
  const text = points(report.article.target.text);
  let reached = 0;
  return kept.map((edit, number) => {
    const next = kept[number + 1];
    const limit = next ? next.start : text.length + 1;
    const isDeletion = edit.start < edit.end && edit.words === "";
    let span = isDeletion ? withBlank(edit, text) : edit;
    const beside = [kept[number - 1], next].filter((other) => other?.words);
    const isBeside = beside.some((other) => span.start <= other.start && other.end <= span.end);
    if (span.start < reached || (span.end > edit.end && span.end > limit) || isBeside) span = edit;
    reached = span.end;
    return { ...edit, start: span.start, end: span.end };
  });
};

// From the beginning of the first sentence of a paragraph to the end of its last.
const paragraphAt = (offset) => {
  const last = report.segments.findLastIndex((segment) => segment.start <= offset);
  if (last < 0) return null;
  const isOther = (segment) => segment.paragraph !== report.segments[last].paragraph;
  const before = report.segments.slice(0, last).findLastIndex(isOther);
  const after = report.segments.slice(last).findIndex(isOther);
  const end = after < 0 ? report.segments.length : last + after;
  return { start: report.segments[before + 1].start, end: report.segments[end - 1].end };
};

const withBlank = ({ start, end }, text) => {
  const own = paragraphAt(start);
  if (!own || own.end < end) return { start, end };
  const [begins, isLast] = [start === own.start, end === own.end];
  const [before, after] = [begins ? "" : text[start - 1], isLast ? "" : text[end]];
  if (after === " " && (begins || before === " ")) return { start, end: end + 1 };
  if (before === " " && (isLast || CLOSING.includes(after))) return { start: start - 1, end };
  return { start, end };
};
