// The server of `audit review`: its log is the truth; what it has not acknowledged is kept here and sent again.

const MOST = 200; // rows in one request
const PATIENCE = 10_000; // milliseconds
let isSending = false;
let isLoaded = false;
let serverTrouble = null;
let pause = 1000;
let timer = null;

class Refused extends Error {}

const call = async (path, body) => {
  const headers = { "X-Audit-Token": served.token, ...(body ? { "Content-Type": "application/json" } : {}) };
  const request = { method: body ? "POST" : "GET", headers, body, cache: "no-store" };
  const answer = await fetch(path, { ...request, signal: AbortSignal.timeout(PATIENCE) });
  if (answer.ok) return answer.json();
  const words = short(await answer.text(), 300);
  if (answer.status === 401 || answer.status === 403) throw new Refused("the server does not know this page any more");
  if (answer.status < 500) throw new Refused(`the server refuses it: ${words || answer.status}`);
  throw new Error(words);
};

const isUnsent = () => unsent.size > 0 || unsentSeen.size > 0;

// Reads the review file: its rows come before what this browser still holds.
const load = async () => {
  const value = await call("/review");
  merge(value.decisions.filter((row) => wrongRow(row) === null));
  for (const row of value.decisions) unsent.delete(rowKey(row));
  for (const [who, ids] of Object.entries(value.seen ?? {})) if (!unsentSeen.has(who)) seen.set(who, ids);
  isLoaded = true;
};

const post = async () => {
  const rows = [...unsent].slice(0, MOST);
  const vouching = [...unsentSeen];
  const vouched = Object.fromEntries(vouching.map((who) => [who, seen.get(who) ?? []]));
  unsentSeen.clear(); // who vouches while this is under way is put in again
  try {
    await call("/decisions", JSON.stringify({ decisions: rows.map(([, row]) => row), seen: vouched }));
  } catch (error) {
    for (const who of vouching) unsentSeen.add(who);
    throw error;
  }
  for (const [key] of rows) unsent.delete(key);
};

const later = () => {
  clearTimeout(timer);
  timer = setTimeout(send, pause);
  pause = Math.min(2 * pause, 15_000);
};

const send = async () => {
  if (!served || isSending) return;
  isSending = true;
  clearTimeout(timer);
  try {
    if (!isLoaded) await load();
    while (isUnsent()) await post();
    serverTrouble = null;
    pause = 1000;
  } catch (error) {
    serverTrouble = error instanceof Refused ? error.message : "the server does not answer";
    later();
  } finally {
    isSending = false;
    store();
    redraw();
  }
};
