// @ts-check
// The rows of a timeline as far as they were read: a tree, of which only opened parts are asked for, in pages.

const pageSize = 200;
const openBelow = 50;
const openRows = 150;

/**
 * @typedef {{ id: string, name: string, kind: string, state: string, start: number, end?: number, due?: number, children?: number, attemptCount?: number, attempts?: number[][], invoked?: string,
 *   strip?: { states: Record<string, number>, active: number[], done: number[], failed: number[], slowest: { index: number, id: string, name?: string, milliseconds: number }[], firstFailed: number | null } }} Row
 * @typedef {{ id: string, depth: number, total: number, pages: Map<number, Row[]>, asked: Map<number, number>, open: Map<number, Node>, isBatch: boolean }} Node
 * @typedef {{ node: Node, index: number, row: Row | undefined }} Place
 */

/** @param {string} id @param {number} depth @param {number} total @param {boolean} isBatch @returns {Node} */
const newNode = (id, depth, total, isBatch) => ({ id, depth, total, pages: new Map(), asked: new Map(), open: new Map(), isBatch });

export class TimelineTree {
  root = newNode('', 0, 0, false);
  start = 0;
  end = 0;
  now = 0;
  operations = 0;
  version = -1;
  generation = 0;
  isComplete = false;
  hasStrips = false;
  /** @type {number[][]} */
  busy = [];
  /** @type {number[]} */
  lost = [];
  /** @type {string | null} */
  problem = null;
  /** @type {Set<string>} */
  toOpen = new Set();
  /** @type {Set<string>} */
  openedByHand = new Set();
  filter = '';

  /** @param {string} address @param {() => void} changed */
  constructor(address, changed) {
    this.address = address;
    this.changed = changed;
  }

  get isRunning() { return this.end === 0; }

  get count() { return this.countOf(this.root); }

  /** @param {Node} node @returns {number} */
  countOf(node) {
    let count = node.total;
    for (const child of node.open.values()) count += this.countOf(child);
    return count;
  }

  /** @param {number} n @param {Node} [node] @returns {Place | null} */
  find(n, node = this.root) {
    if (n < 0) return null;
    let extra = 0;
    for (const [index, child] of [...node.open].sort((left, right) => left[0] - right[0])) {
      if (n <= index + extra) break;
      const inside = n - index - extra - 1;
      const count = this.countOf(child);
      if (inside < count) return this.find(inside, child);
      extra += count;
    }
    const index = n - extra;
    return index < node.total ? { node, index, row: node.pages.get(Math.floor(index / pageSize))?.[index % pageSize] } : null;
  }

  /** @param {Place} place */
  isOpen(place) { return place.node.open.has(place.index); }

  /** @param {Place} place */
  toggle(place) {
    const { node, index, row } = place;
    if (!row) return;
    if (node.open.delete(index)) {
      this.openedByHand.delete(row.id);
      this.changed();
    } else {
      this.openedByHand.add(row.id);
      this.openRow(node, index, row);
    }
  }

  /** @param {Node} node @param {number} index @param {Row} row */
  openRow(node, index, row) {
    const child = newNode(row.id, node.depth + 1, row.children ?? 0, row.strip !== undefined);
    if (child.isBatch && this.filter) child.total = 0;
    node.open.set(index, child);
    this.changed();
    return this.loadPage(child, 0);
  }

  load() { return this.loadPage(this.root, 0); }

  /** Reads again what has changed, as it is seen. */
  refresh() {
    this.generation++;
    return this.loadPage(this.root, 0);
  }

  /** @param {string} state */
  filterBatches(state) {
    this.filter = state;
    /** @param {Node} node */
    const clear = (node) => {
      for (const child of node.open.values()) {
        if (child.isBatch) {
          child.pages.clear();
          child.asked.clear();
          child.open.clear();
          child.total = 0;
          this.loadPage(child, 0);
        } else {
          clear(child);
        }
      }
    };
    clear(this.root);
    this.changed();
  }

  /** Reads the pages of the rows that are seen. @param {number} first @param {number} last */
  want(first, last) {
    for (let n = first; n < last; n++) {
      const place = this.find(n);
      if (place) this.loadPage(place.node, Math.floor(place.index / pageSize));
    }
  }

  /** @param {Node} node @param {number} page */
  async loadPage(node, page) {
    if (node.asked.get(page) === this.generation) return;
    const generation = this.generation;
    node.asked.set(page, generation);
    const query = new URLSearchParams({ parent: node.id, offset: String(page * pageSize), limit: String(pageSize) });
    if (node.isBatch && this.filter) query.set('state', this.filter);
    try {
      const answer = await fetch(`${this.address}?${query}`, { headers: { Accept: 'application/json' }, cache: 'no-store' });
      if (!answer.ok) throw new Error(await answer.text());
      this.take(node, page, await answer.json());
      this.problem = null;
    } catch (error) {
      node.asked.delete(page);
      if (node === this.root && this.operations === 0) this.problem = `The history cannot be read. ${error instanceof Error ? error.message : ''}`;
      this.changed();
    }
  }

  /** @param {Node} node @param {number} page @param {any} part */
  take(node, page, part) {
    node.pages.set(page, part.rows);
    node.total = part.total;
    this.hasStrips ||= part.rows.some((/** @type {Row} */ row) => row.strip);
    Object.assign(this, { operations: part.operations, start: part.start, end: part.end, now: part.now, version: part.version });
    if (node === this.root) {
      this.isComplete = part.isComplete;
      this.busy = part.busy ?? [];
      this.lost = part.lost ?? [];
    }
    if (!part.isComplete) setTimeout(() => this.refresh(), 50);
    this.openWhatFits(node, page, part.rows);
    for (const [index, child] of node.open) {
      const row = node.pages.get(Math.floor(index / pageSize))?.[index % pageSize];
      if (row && row.id === child.id && !(child.isBatch && this.filter)) child.total = Math.max(child.total, row.children ?? 0);
    }
    this.changed();
  }

  // What is small is open at first; what somebody has opened before is again.
  /** @param {Node} node @param {number} page @param {Row[]} rows */
  openWhatFits(node, page, rows) {
    rows.forEach((row, offset) => {
      const index = page * pageSize + offset;
      if (!row.children || node.open.has(index)) return;
      const wanted = this.toOpen.delete(row.id);
      if (wanted) this.openedByHand.add(row.id);
      // Branches are looked at one by one.
      if (wanted || (!node.isBatch && !this.seen.has(row.id) && row.children <= openBelow && this.count + row.children <= openRows)) this.openRow(node, index, row);
      this.seen.add(row.id);
    });
  }

  /** @type {Set<string>} */
  seen = new Set();

  /** The next failed row after one, or before it; what is in a batch that was not opened is opened. @param {number} from @param {number} step */
  async findFailed(from, step) {
    const count = this.count;
    for (let n = from + step; n >= 0 && n < count; n += step) {
      const place = this.find(n);
      const row = place?.row;
      if (!place || !row) continue;
      if (row.strip && row.strip.firstFailed !== null && step > 0 && !this.isOpen(place)) {
        await this.openRow(place.node, place.index, row);
        return n + 1 + (this.filter ? 0 : row.strip.firstFailed);
      }
      if (row.state === 'Failed' || row.state === 'TimedOut') return n;
    }
    return null;
  }
}
