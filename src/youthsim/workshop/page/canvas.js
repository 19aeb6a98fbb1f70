// One picture of the chain: boxes of organisations, and a dot for every family.

import { LEVELS, layoutFor, roomOf, targets } from "./layout.js";
import { number } from "./text.js";

const COLOURS = ["#fff", "#b4c0ca", "#56b4e9", "#e69f00", "#d55e00", "#000"];
const MOVE_MS = 650;
const NEAR = 9; // pixels about a dot in which a click means it

export class Picture {
  constructor(canvas, film) {
    this.canvas = canvas;
    this.film = film;
    this.pen = canvas.getContext("2d");
    this.chosen = null;
    this.moving = new Map();
  }

  /** Make everything anew: another film or another size. */
  reset() {
    if (!this.film.codes) return;
    const width = this.canvas.parentElement.clientWidth;
    if (!width) return;
    this.layout = layoutFor(width, this.film.about);
    const ratio = Math.min(2, window.devicePixelRatio || 1);
    const height = (width * this.layout.height) / this.layout.width;
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(height * ratio);
    this.canvas.style.height = `${height}px`;
    this.scale = this.canvas.width / this.layout.width;
    this.perPixel = this.layout.width / width;
    this.at = targets(this.layout, this.film.about, this.film.codes);
    this.moving.clear();
    this.draw(performance.now());
  }

  /** Families have changed: they and those beside whom they stood go to where they belong. */
  moved(now, still) {
    if (!this.at || !this.film.codes) return;
    const there = targets(this.layout, this.film.about, this.film.codes);
    for (let place = 0; place < there.length; place += 1) {
      const [x, y, radius] = this.where(place, now);
      const [toX, toY] = there[place];
      if (still || (Math.abs(x - toX) < 0.5 && Math.abs(y - toY) < 0.5)) this.moving.delete(place);
      else this.moving.set(place, [x, y, radius, now]);
    }
    this.at = there;
  }

  /** Where a family is at this moment, on its way or at its place. */
  where(place, now) {
    const there = this.at[place];
    const from = this.moving.get(place);
    if (!from) return there;
    const part = Math.min(1, (now - from[3]) / MOVE_MS);
    const eased = part * part * (3 - 2 * part);
    return [from[0] + (there[0] - from[0]) * eased, from[1] + (there[1] - from[1]) * eased, there[2]];
  }

  /** Draw; gives whether anything still moves. */
  draw(now) {
    if (!this.at || !this.film.codes) return false; // while another film is on its way the last picture stays
    const { pen } = this;
    pen.setTransform(this.scale, 0, 0, this.scale, 0, 0);
    pen.clearRect(0, 0, this.layout.width, this.layout.height);
    this.drawBoxes();
    const { codes } = this.film;
    for (let level = 1; level < COLOURS.length; level += 1) {
      pen.beginPath();
      for (let place = 0; place < codes.length; place += 1) {
        if (codes[place] % LEVELS !== level) continue;
        const [x, y, radius] = this.where(place, now);
        pen.moveTo(x + radius, y);
        pen.arc(x, y, radius, 0, 6.2832);
      }
      pen.fillStyle = COLOURS[level];
      pen.fill();
    }
    if (this.chosen !== null) {
      const [x, y] = this.where(this.chosen, now);
      pen.beginPath();
      pen.arc(x, y, 8, 0, 6.2832);
      pen.lineWidth = 2.5;
      pen.strokeStyle = "#005a8e";
      pen.stroke();
    }
    for (const [place, from] of this.moving) if (now - from[3] >= MOVE_MS) this.moving.delete(place);
    return this.moving.size > 0;
  }

  drawBoxes() {
    const { pen, layout, film } = this;
    const root = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
    const size = Math.min(layout.tall ? 18 : 20, 0.72 * root * this.perPixel);
    const count = film.count;
    pen.textBaseline = "alphabetic";
    for (const box of layout.boxes.values()) {
      const { x, y, w, h, node } = box;
      pen.fillStyle = "#eef2f5";
      pen.fillRect(x, y, w, h);
      const pool = count?.pools[node];
      pen.fillStyle = "#1f2933";
      pen.font = `600 ${size}px system-ui, Verdana, sans-serif`;
      pen.fillText(box.title, x, y - 6 - (pool && node !== "home" ? size * 0.95 : 0), w + 8);
      if (pool && node !== "home") {
        pen.font = `${size * 0.88}px system-ui, Verdana, sans-serif`;
        const full = pool[0] >= pool[1] && pool[1] > 0;
        pen.fillStyle = full ? "#a03c00" : "#52606d";
        pen.fillText(`${number(Math.round(pool[0]))}/${number(Math.round(pool[1]))}${pool[2] ? ` +${number(pool[2])}` : ""}`, x, y - 5);
      }
      if (node === "local") this.drawTeams(box, count, size);
    }
  }

  /** A row for each local team, with its trust in the partner that comes next. */
  drawTeams(box, count, size) {
    const { pen, film } = this;
    if (!film.about) return;
    const partner = film.about.era === "wjz2005" ? 0 : 1;
    film.about.areas.forEach((area, place) => {
      const room = roomOf(box, film.about, place, false);
      const top = box.y + (box.h / film.about.areas.length) * place;
      pen.strokeStyle = "#c3ccd4";
      pen.lineWidth = 1;
      if (place) { pen.beginPath(); pen.moveTo(box.x, top); pen.lineTo(box.x + box.w, top); pen.stroke(); }
      if (film.about.areas.length <= 14) {
        pen.fillStyle = "#52606d";
        pen.font = `${size * 0.78}px system-ui, Verdana, sans-serif`;
        pen.fillText(area, box.x + 4, top + size * 0.8, box.w - 8);
      }
      if (!count) return;
      const bottom = room.y + room.h + 2;
      pen.fillStyle = "#ccd5dd";
      pen.fillRect(room.x, bottom, room.w, 3);
      pen.fillStyle = "#005a8e";
      pen.fillRect(room.x, bottom, room.w * count.teams[place][partner], 3);
    });
  }

  /** What is at a point of the page: a family, an organisation or nothing. */
  hit(event) {
    if (!this.at) return null;
    const frame = this.canvas.getBoundingClientRect();
    const x = (event.clientX - frame.left) * this.perPixel;
    const y = (event.clientY - frame.top) * this.perPixel;
    const now = performance.now();
    let best = null;
    let nearest = NEAR * this.perPixel;
    for (let place = 0; place < this.at.length; place += 1) {
      const [dotX, dotY] = this.where(place, now);
      const far = Math.hypot(dotX - x, dotY - y);
      if (far < nearest) [best, nearest] = [place, far];
    }
    const box = [...this.layout.boxes.values()].find((one) => x >= one.x && x <= one.x + one.w && y >= one.y - 30 && y <= one.y + one.h);
    if (best !== null && (nearest < 4 * this.perPixel || !box || box.node === "home")) return { family: best };
    return box ? { node: box.node } : best === null ? null : { family: best };
  }
}
