// The days of one side of the picture: fetched ahead of what is shown, and gone through forwards.

import * as state from "./state.js";

const MOST_DAYS = 62;

export class Film {
  constructor(side) {
    this.side = side;
    this.about = null;
    this.forget();
  }

  /** Begin anew: what is asked has changed. */
  forget() {
    this.token = (this.token ?? 0) + 1; // what the old film is about stays until the new one has come
    this.codes = null;
    this.days = new Map();
    this.counts = new Map();
    this.day = 0;
    this.fetched = -1;
    this.busy = false;
  }

  /** Go to a day, whatever it takes: the server plays on until it is there. Tells how far it has come. */
  async goTo(day, tell = () => {}) {
    this.forget();
    const { token } = this;
    for (;;) {
      const got = await this.ask({ from: day, days: 1, view: "whole" });
      if (token !== this.token) return false;
      if (got.state) {
        this.about = got.about;
        this.codes = got.state;
        this.day = this.fetched = day;
        this.counts.set(Math.floor(day / got.about.count_days), got.count);
        return true;
      }
      tell(got.played / Math.max(1, day));
    }
  }

  async ask(more) {
    return (await state.ask(`api/film?${state.query({ side: this.side, ...more }, ["base", "policy"])}`)).json();
  }

  /** Fetch further days, so that there are this many beyond the one shown. */
  async ahead(days) {
    if (this.busy || !this.codes || this.fetched >= Math.min(this.about.last, this.day + days)) return;
    this.busy = true;
    const { token } = this;
    try {
      const got = await this.ask({ from: this.fetched + 1, days: MOST_DAYS });
      if (token !== this.token) return;
      got.days.forEach((changed, number) => this.days.set(got.from + number, changed));
      got.counts.forEach((count, number) => this.counts.set(got.first_count + number, count));
      this.fetched = got.from + got.days.length - 1;
    } finally {
      if (token === this.token) this.busy = false;
    }
  }

  /** Whether the next day is there. */
  get canStep() {
    return this.codes !== null && this.days.has(this.day + 1);
  }

  /** Let the next day happen; gives the places of the families to which something happened. */
  step() {
    this.day += 1;
    const changed = this.days.get(this.day);
    this.days.delete(this.day);
    const places = [];
    for (let at = 0; at < changed.length; at += 2) {
      this.codes[changed[at]] = changed[at + 1];
      places.push(changed[at]);
    }
    return places;
  }

  /** What organisations looked like last. */
  get count() {
    return this.about ? this.counts.get(Math.floor(this.day / this.about.count_days)) ?? null : null;
  }

  get atEnd() {
    return this.about !== null && this.day >= this.about.last;
  }
}
