// Which option of a combobox is chosen: a ring of options and, once round, the field itself.
export class Choosing {
  constructor(input) {
    this.input = input;
    this.take([]);
  }

  take(options) {
    this.options = options;
    this.choose(-1);
  }

  choose(n) {
    this.at = n;
    this.options.forEach((option, i) => option.setAttribute("aria-selected", i === n));
    if (n < 0) this.input.removeAttribute("aria-activedescendant");
    else this.input.setAttribute("aria-activedescendant", this.options[n].id);
  }

  step(way) {
    const places = this.options.length + 1;
    this.choose(((this.at + 1 + way + places) % places) - 1);
  }

  get chosen() {
    return this.options[this.at];
  }
}
