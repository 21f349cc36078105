// @ts-check
// Where a time is on the lane. Idle time can be folded: then each gap has the same small width.

const gapShare = 0.018;
const foldFrom = 0.6;
const steps = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 15e3, 3e4, 6e4, 12e4, 3e5, 6e5, 9e5, 18e5, 36e5, 72e5, 216e5, 432e5, 864e5, 1728e5, 6048e5, 2592e6, 7776e6];

export class TimeScale {
  from = 0;
  to = 1;
  width = 1;
  /** What somebody chose; null for what suits. @type {boolean | null} */
  folds = null;
  /** @type {{ t0: number, t1: number, u0: number, u1: number }[]} */
  pieces = [];

  get isWhole() { return this.from === 0 && this.to === 1; }

  get isFolded() { return this.canFold && (this.folds ?? this.idleShare > foldFrom); }

  /** @param {number} from @param {number} to Shares of the whole. */
  show(from, to) {
    const width = Math.min(1, Math.max(1e-5, to - from));
    this.from = Math.min(Math.max(0, from), 1 - width);
    this.to = this.from + width;
  }

  /** @param {number} factor @param {number} around */
  zoom(factor, around) {
    const width = this.to - this.from;
    const next = Math.min(1, width * factor);
    this.show(this.from + (width - next) * around, this.from + (width - next) * around + next);
  }

  /** @param {number} start @param {number} end @param {number[][]} busy @param {number} width */
  set(start, end, busy, width) {
    this.width = Math.max(1, width);
    const whole = Math.max(1, end - start);
    const spans = busy.map(([s, e]) => [Math.max(start, s), Math.min(end, e)]);
    if (spans.length > 0) spans[spans.length - 1][1] = Math.max(spans[spans.length - 1][1], end);
    const busyTime = spans.reduce((sum, [s, e]) => sum + Math.max(0, e - s), 0);
    this.idleShare = 1 - busyTime / whole;
    this.canFold = spans.length > 1;
    if (!this.isFolded) {
      this.pieces = [{ t0: start, t1: start + whole, u0: 0, u1: 1 }];
      return;
    }
    const gaps = spans.length - 1;
    const share = Math.min(gapShare, 0.4 / gaps);
    const room = 1 - gaps * share;
    this.pieces = [];
    let u = 0;
    spans.forEach(([s, e], index) => {
      if (index > 0) {
        const before = spans[index - 1][1];
        this.pieces.push({ t0: before, t1: s, u0: u, u1: u + share });
        u += share;
      }
      const part = busyTime > 0 ? room * (e - s) / busyTime : room / spans.length;
      this.pieces.push({ t0: s, t1: e, u0: u, u1: u + part });
      u += part;
    });
  }

  /** @param {number} at */
  x(at) {
    const { pieces } = this;
    let low = 0;
    let high = pieces.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (pieces[middle].t1 < at) low = middle + 1; else high = middle;
    }
    const { t0, t1, u0, u1 } = pieces[low];
    const u = t1 > t0 ? u0 + (u1 - u0) * Math.min(1, Math.max(0, (at - t0) / (t1 - t0))) : at < t0 ? u0 : u1;
    return (u - this.from) / (this.to - this.from) * this.width;
  }

  /** @param {number} x */
  time(x) {
    const u = this.from + (this.to - this.from) * x / this.width;
    const piece = this.pieces.find((one) => one.u1 >= u) ?? this.pieces[this.pieces.length - 1];
    return piece.u1 > piece.u0 ? piece.t0 + (piece.t1 - piece.t0) * (u - piece.u0) / (piece.u1 - piece.u0) : piece.t0;
  }

  /** Where idle time is folded. */
  folded() {
    return this.isFolded ? this.pieces.filter((_, index) => index % 2 === 1).map((piece) => this.x(piece.t0)).filter((x) => x >= 0 && x <= this.width) : [];
  }

  /** @returns {{ x: number, at: number }[]} */
  ticks() {
    const apart = this.width < 400 ? 90 : 120;
    const ticks = [{ x: 0, at: this.time(0) }];
    if (this.isFolded) {
      for (let x = 170; x < this.width - 60; x += apart) ticks.push({ x, at: this.time(x) });
      return ticks;
    }
    const perPixel = (this.time(this.width) - this.time(0)) / this.width;
    const step = steps.find((one) => one / perPixel >= apart) ?? steps[steps.length - 1];
    const start = this.pieces[0].t0;
    for (let at = start + Math.ceil((this.time(0) - start) / step) * step; at < this.time(this.width); at += step) {
      const x = this.x(at);
      if (x > 165 && x < this.width - 50) ticks.push({ x, at });
    }
    return ticks;
  }
}
