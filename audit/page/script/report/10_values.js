// What the page was given. `report` is schemas/report.json; `places.marks` are the findings' marks for a review.

const begun = performance.now();

const given = (id) => JSON.parse(document.getElementById(id)?.textContent ?? "null");
const report = given("report");
const places = given("places");
const served = given("served"); // null: opened from a file

// All offsets count code points; JavaScript's own strings count UTF-16.
const points = (text) => Array.from(text);
const slice = (text, start, end) => points(text).slice(start, end).join("");

const positions = new Map(report.segments.map((segment, index) => [segment.id, index]));
const segmentOf = (id) => report.segments[positions.get(id)];
const wordsOf = (segment, side) => (side === "source" ? segment.source?.text : segment.text);

const baseName = (report.article.path === "-" ? "" : report.article.path.split(/[/\\]/).at(-1)) || "article";
const stem = baseName.replace(/(?<=.)\.[^.]*$/, "");
const plural = (number, noun) => `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;
