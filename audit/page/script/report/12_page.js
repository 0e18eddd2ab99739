// The parts of the page that scripts work on; without findings some may be missing.

const textNode = document.getElementById("text");

const within = (selector, tag, attributes, parent) => {
  const found = document.querySelector(selector);
  if (found) return found;
  const node = Object.assign(document.createElement(tag), attributes);
  parent.append(node);
  return node;
};

const panel = within(".panel", "section", { className: "panel" }, document.querySelector("main"));
const tools = within("#tools", "div", { id: "tools" }, panel);
const list = within("#findings", "ol", { id: "findings" }, panel);
