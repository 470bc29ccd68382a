/* <variant-chooser>: a click on a flavour or size fetches that variant's page and swaps the product's part of it in,
   so that the page keeps its place. Anything unexpected falls back on following the link. */
customElements.define("variant-chooser", class extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", (event) => {
      const link = event.target.closest("a[data-choice]");
      const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
      if (!link || !plain) return;
      event.preventDefault();
      const name = link.firstChild.textContent.trim();
      this.show(link.href, true, name);
    });
    addEventListener("popstate", () => this.show(location.href, false));
  }

  async show(url, push, name) {
    this.pending?.abort();
    this.pending = new AbortController();
    const here = this.querySelector("[data-product]");
    here.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(url, { signal: this.pending.signal });
      if (!answer.ok) throw new Error(answer.status);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const there = page.querySelector("[data-product]");
      if (!there) throw new Error("no product in the answer");
      const quantity = here.querySelector("input[name=quantity]")?.value;
      this.keepPictures(here, there);
      here.replaceWith(there);
      const input = there.querySelector("input[name=quantity]");
      if (input && quantity) input.value = Math.min(quantity, input.max || 99);
      if (push) history.pushState({}, "", url);
      [...there.querySelectorAll("a[data-choice]")]
        .find((link) => link.firstChild.textContent.trim() === name)?.focus({ preventScroll: true });
      this.querySelector("[data-announce]").textContent =
        [".chooser__option[aria-current]", ".price", ".stock-state"]
          .flatMap((part) => [...there.querySelectorAll(part)]).map((part) => part.textContent.trim()).join(", ");
    } catch (error) {
      if (error.name !== "AbortError") location.assign(url);
    }
  }

  /* The same picture stays in the page: no flash, no second download. */
  keepPictures(here, there) {
    for (const fresh of there.querySelectorAll(".product__stage img")) {
      const old = [...here.querySelectorAll(".product__stage img")].find((one) => one.src === fresh.src);
      if (old) fresh.replaceWith(old);
    }
  }
});
