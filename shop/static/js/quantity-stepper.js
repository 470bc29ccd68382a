/* <quantity-stepper>: puts − and + around a number field. The field alone works without this. */
customElements.define("quantity-stepper", class extends HTMLElement {
  connectedCallback() {
    const input = this.querySelector("input");
    if (!input || this.querySelector("button")) return;
    const button = (sign, label, step) => {
      const made = document.createElement("button");
      made.type = "button";
      made.className = "quantity__step";
      made.textContent = sign;
      made.setAttribute("aria-label", label);
      made.addEventListener("click", () => {
        step();
        input.dispatchEvent(new Event("change", { bubbles: true }));
      });
      return made;
    };
    input.before(button("−", this.dataset.less, () => input.stepDown()));
    input.after(button("+", this.dataset.more, () => input.stepUp()));
  }
});
