// The review as a file that fits schemas/review.json: written, and read in again.

const exported = () => {
  const { source, target, path } = report.article;
  const rowOf = ({ id, text, source: from, paragraph }) => {
    return { id, target: text, source: from?.text ?? null, paragraph };
  };
  return {
    schema_version: "1.1",
    report: { path, digest: places.digest },
    languages: { source: source?.language ?? null, target: target.language },
    segments: report.segments.map(rowOf),
    seen: Object.fromEntries([...seen].filter(([, ids]) => ids.length)),
    decisions: log,
  };
};

const exportReview = () => {
  const name = `${stem}.review.json`;
  download(name, `${JSON.stringify(exported(), null, 1)}\n`, "application/json");
  isExported = true;
  showSaved();
  announce(`${name}: ${plural(log.length, "decision")}`);
};

const refused = (file, why) =>
  tell("This file was not read in", make("p", null, theirs(file.name), `: ${visible(why)}.`));

const readIn = async (file) => {
  let value;
  try {
    value = JSON.parse((await file.text()).replace(/^\ufeff/, ""));
  } catch {
    return refused(file, "not JSON. Give a review file, as a report exports it");
  }
  const wrong = wrongReview(value);
  if (wrong) return refused(file, wrong);
  const fresh = merge(value.decisions);
  vouch(Object.entries(value.seen));
  if (served) for (const who of Object.keys(value.seen)) unsentSeen.add(who);
  save(fresh);
  const names = [...new Set(value.decisions.map((row) => row.reviewer))].map((name) => visible(name)).join(", ");
  const many = `${plural(value.decisions.length, "decision")} of ${names || "nobody"}, ${fresh.length} of them new.`;
  announce(many);
  tell("Read in", many);
};

const importReview = () => {
  const attributes = { type: "file", accept: ".json,application/json", hidden: true, "aria-label": "Review file" };
  const input = make("input", attributes);
  input.addEventListener("change", () => input.files[0] && readIn(input.files[0]).finally(() => input.remove()));
  document.body.append(input);
  input.click();
};
