// What the browser keeps: from a file the whole review, served only what the server does not have yet.

const STORE = `audit-review:${places.digest}`; // by the text: a report made anew of it finds its decisions again
const unsent = new Map(); // served: rows that the server has not acknowledged, by key
const unsentSeen = new Set(); // served: reviewers whose `seen` the server does not have yet
let storedText = null; // what the store held when we last looked
let storedRows = 0;
let elsewhere = []; // rows that do not fit this report of the text: kept for the one that they were made in
let storageTrouble = null;
let isExported = true; // nothing was decided since the last export

const remember = (name, value) => {
  try {
    localStorage.setItem(`audit-${name}`, value);
  } catch {
    // a setting that is forgotten does no harm
  }
};
const recall = (name) => {
  try {
    return localStorage.getItem(`audit-${name}`);
  } catch {
    return null;
  }
};

const kept = () => ({
  log: [...elsewhere, ...(served ? unsent.values() : log)],
  seen: Object.fromEntries([...seen].filter(([who]) => !served || unsentSeen.has(who))),
});

// Takes in what the store holds besides: decisions of another tab, or of an earlier visit. False: it is as it was.
const takeIn = (text, { isOurs = false } = {}) => {
  if (text === null || text === storedText) return false;
  storedText = text;
  const value = JSON.parse(text);
  storedRows = value.log.length;
  elsewhere = value.log.filter((row) => wrongRow(row) !== null);
  const fresh = merge(value.log.filter((row) => wrongRow(row) === null));
  if (served) for (const row of fresh) unsent.set(rowKey(row), row);
  for (const [who, ids] of Object.entries(value.seen)) {
    if (who === reviewer && isOurs) continue;
    seen.set(who, ids);
    if (served) unsentSeen.add(who);
  }
  return true;
};

// Another tab may have written meanwhile: what it wrote is taken in before it is written over.
const store = () => {
  try {
    takeIn(localStorage.getItem(STORE), { isOurs: true });
  } catch {
    // unreadable: what this page knows is written over it below
  }
  try {
    storedText = JSON.stringify(kept());
    localStorage.setItem(STORE, storedText);
    storageTrouble = null;
  } catch (error) {
    storedText = null;
    storageTrouble = error.name === "QuotaExceededError" ? "its storage is full" : "it may store nothing";
  }
};

const restore = () => {
  try {
    takeIn(localStorage.getItem(STORE));
  } catch {
    storageTrouble = "its storage cannot be read";
  }
};

// Asked before anything is decided, so that nobody works for an hour to lose it.
const probeStorage = () => {
  try {
    localStorage.setItem("audit-probe", "");
    localStorage.removeItem("audit-probe");
  } catch {
    storageTrouble = "it may store nothing";
  }
};
