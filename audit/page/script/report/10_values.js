// What the page was given. `report` is schemas/report.json; `places.marks` are the findings' marks for a review.

const given = (id) => JSON.parse(document.getElementById(id)?.textContent ?? "null");
const report = given("report");
const places = given("places");
const served = given("served"); // null: opened from a file
