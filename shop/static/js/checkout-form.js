/* <checkout-form>: when province, postal code or delivery changes, the server reckons the order anew and sends the
   summary and the ways of delivery, which are swapped in. Without script the "Update" button does the same.
   A press on the main button shows that it was taken; nothing keeps the browser from sending again after Back. */
const RECKONED_FROM = new Set(["province", "postcode", "delivery_method"]);

customElements.define("checkout-form", class extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.place = this.form.querySelector("[data-place]");
    this.label = this.place.textContent;
    this.form.querySelector(".checkout__update").hidden = true;
    this.form.addEventListener("change", (event) => {
      if (RECKONED_FROM.has(event.target.name)) this.reckon();
      if (event.target.value) this.forgive(event.target);
    });
    this.form.addEventListener("submit", (event) => {
      if (event.submitter !== this.place) return;
      if (this.pending) { // the total is on its way, and nobody agrees to one that was not shown
        event.preventDefault();
        this.pressedAt = this.total();
      }
      this.place.setAttribute("aria-disabled", "true");
      this.place.textContent = this.dataset.working;
    });
    addEventListener("pageshow", () => {
      this.place.removeAttribute("aria-disabled");
      this.place.textContent = this.label;
    });
    document.querySelector("#errors")?.focus();
  }

  /* A field that was filled in after all stops complaining; the server looks again at the next press. */
  forgive(field) {
    if (!field.hasAttribute("aria-invalid")) return;
    field.removeAttribute("aria-invalid");
    document.getElementById(`${field.id}_error`)?.remove();
    const summary = this.ownerDocument.querySelector("#errors");
    summary?.querySelector(`a[href="#${field.id}"]`)?.closest("li").remove();
    if (summary && !summary.querySelector("li")) summary.remove();
  }

  async reckon() {
    this.pending?.abort();
    const mine = this.pending = new AbortController();
    const body = new FormData(this.form);
    body.set("action", "update");
    const summary = () => this.querySelector("#checkout-summary");
    summary().setAttribute("aria-busy", "true");
    try {
      // not form.action: the buttons are named "action" and hide it
      const answer = await fetch(this.form.getAttribute("action"), {
        method: "POST", body, headers: { "X-Fragment": "summary" }, signal: mine.signal,
      });
      if (!answer.ok || answer.redirected) throw new Error(answer.status);
      this.swap(new DOMParser().parseFromString(await answer.text(), "text/html"));
    } catch (error) {
      if (error.name === "AbortError") return; // a newer one took over
      summary().removeAttribute("aria-busy");
      this.form.querySelector(".checkout__update").hidden = false; // the way that needs no script
    }
    this.pending = null;
    this.pressAgain();
  }

  total() {
    return this.form.elements.shown_total.value;
  }

  /* A press that came while the total was on its way goes through if the total is the one that was shown. */
  pressAgain() {
    if (this.pressedAt === undefined) return;
    const same = this.pressedAt === this.total();
    this.pressedAt = undefined;
    this.place.removeAttribute("aria-disabled");
    this.place.textContent = this.label;
    if (same) this.form.requestSubmit(this.place);
    else this.querySelector("#checkout-summary").scrollIntoView({ block: "center" });
  }

  swap(page) {
    const focused = document.activeElement?.name === "delivery_method" ? document.activeElement.value : null;
    for (const id of ["checkout-summary", "delivery-methods"]) {
      const fresh = page.getElementById(id);
      if (!fresh) throw new Error(`no ${id} in the answer`);
      this.querySelector(`#${id}`).replaceWith(fresh);
    }
    if (focused) this.querySelector(`[name=delivery_method][value="${CSS.escape(focused)}"]`)?.focus();
    const total = this.querySelector(".totals__total dd").textContent.trim();
    this.querySelector("[data-announce]").textContent = `${this.dataset.updated} ${total}`;
  }
});
