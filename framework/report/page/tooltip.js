// What is under the pointer, beside it.

const tooltip = {
  element: null,

  show(lines, x, y) {
    if (!this.element)
      this.element = add(document.body, "div", null, {class: "tooltip", "aria-hidden": "true"});
    const box = this.element;
    box.replaceChildren();
    for (const line of lines) add(box, "div", line);
    box.style.display = "block";
    const margin = 12,
      width = box.offsetWidth,
      height = box.offsetHeight;
    const right = x + margin + width > innerWidth ? x - margin - width : x + margin;
    box.style.left = `${Math.max(4, right)}px`;
    box.style.top = `${Math.max(4, Math.min(y + margin, innerHeight - height - 4))}px`;
  },

  hide() {
    if (this.element) this.element.style.display = "none";
  },
};
