// The rows of the table: what they are called, how they compare, which of them are shown.

const given = JSON.parse(document.getElementById("index").textContent);
const table = document.getElementById("table"); // null: the folder is empty
const body = table?.tBodies[0];
const heads = [...(table?.tHead.rows[0].cells ?? [])];

const rows = [...(body?.rows ?? [])].map((row) => ({
  row,
  state: row.dataset.state,
  name: row.cells[0].dataset.v.toLowerCase(),
  values: [...row.cells].map((cell, column) => (column ? Number(cell.dataset.v) : cell.dataset.v)),
}));

const names = new Intl.Collator(undefined, { numeric: true });
const compare = (one, other) => (typeof one === "string" ? names.compare(one, other) : one - other);

const wanted = { name: "", state: "all", most: given.most };

/** Shows the first of the rows that are wanted; on paper those after them too. `rows` is in the table's order. */
function show() {
  const fitting = rows.filter(
    ({ name, state }) => name.includes(wanted.name) && (wanted.state === "all" || wanted.state === state),
  );
  const fit = new Set(fitting);
  const near = new Set(fitting.slice(0, wanted.most));
  for (const one of rows) {
    one.row.hidden = !fit.has(one);
    one.row.classList.toggle("far", !near.has(one));
  }
  return { shown: near.size, fitting: fitting.length };
}
