// Deletions that leave no double blank behind: where words go between two blanks, at the beginning or end of a segment,
// or before a comma, one blank goes with them. `audit apply` does the same: both must write the same text.

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

const withBlank = ({ start, end }, text) => {
  const own = report.segments.findLast((segment) => segment.start <= start);
  if (!own || own.end < end) return { start, end };
  const [begins, isLast] = [start === own.start, end === own.end];
  const [before, after] = [begins ? "" : text[start - 1], isLast ? "" : text[end]];
  if (after === " " && (begins || before === " ")) return { start, end: end + 1 };
  if (before === " " && (isLast || CLOSING.includes(after))) return { start: start - 1, end };
  return { start, end };
};
