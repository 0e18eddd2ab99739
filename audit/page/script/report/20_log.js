// The review: a log to which decisions are only appended. Of several by one reviewer on one mark the last counts.

const log = [];
const known = new Set(); // the rows of the log, by key
const standing = new Map(); // reviewer -> mark -> the row that counts
const latest = new Map(); // reviewer -> milliseconds of the last row
const seen = new Map(); // reviewer -> ids of the segments that they vouch for

const keyOf = (mark) =>
  JSON.stringify([mark.segment, mark.side ?? "target", mark.start, mark.end, mark.category, mark.severity]);

// Equal rows have equal keys, whoever wrote them and in whichever order their fields stand.
const rowKey = (row) => {
  const { decision, start = null, end = null, category = null, severity = null, comment = null, reviewer, at } = row;
  const suggestion = row.suggestion === undefined ? [] : [row.suggestion];
  const changes = [start, end, category, severity, suggestion, comment];
  return JSON.stringify([keyOf(row.finding), decision, changes, reviewer, at]);
};

const timeOf = (row) => Date.parse(row.at) || 0;

const countIn = (row) => {
  if (!standing.has(row.reviewer)) standing.set(row.reviewer, new Map());
  const own = standing.get(row.reviewer);
  const key = keyOf(row.finding);
  if (row.decision === "clear") own.delete(key);
  else own.set(key, row);
  latest.set(row.reviewer, Math.max(latest.get(row.reviewer) ?? 0, timeOf(row)));
};

// Later than all that the reviewer has said before, so that another program that sorts the log keeps its order.
const nextTime = (reviewer) => new Date(Math.max(Date.now(), (latest.get(reviewer) ?? 0) + 1)).toISOString();

// Puts rows at the end of the log; answers those that it did not hold yet.
const append = (rows) => {
  const fresh = rows.filter((row) => {
    const key = rowKey(row);
    return !known.has(key) && known.add(key);
  });
  for (const row of fresh) {
    log.push(row);
    countIn(row);
  }
  return fresh;
};

// Rows with their times; a clock that was set back does not change their order.
const timed = (rows) => {
  let time = 0;
  return rows.map((row) => ({ row, time: (time = Math.max(time, timeOf(row))) }));
};

// Puts in what was decided elsewhere: the union of both logs, by time. A log of one hand keeps its order.
const merge = (rows) => {
  const isNew = new Set(rows.filter((row) => !known.has(rowKey(row))));
  const ours = timed(log);
  const fresh = timed(rows).filter(({ row }) => isNew.has(row));
  if (!fresh.length) return [];
  log.length = 0;
  known.clear();
  standing.clear();
  append([...ours, ...fresh].sort((one, other) => one.time - other.time).map(({ row }) => row));
  return fresh.map(({ row }) => row);
};

const vouch = (others) => {
  for (const [reviewer, ids] of others) seen.set(reviewer, [...new Set([...(seen.get(reviewer) ?? []), ...ids])]);
};
