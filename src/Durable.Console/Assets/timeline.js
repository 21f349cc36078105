// @ts-check
// The timeline of an execution: a row an operation, read from the server in parts. However many there are, the page has the rows that are seen.
import { duration, moment, serverNow, setServerNow } from './clock.js';
import { TimeScale } from './timescale.js';
import { TimelineTree } from './timelinetree.js';
import { RowView } from './timelinerow.js';

const overscan = 3;
const legend = [
  ['running', '▶', 'running'], ['succeeded', '✓', 'succeeded'], ['failed', '✕', 'failed'], ['waiting', 'W', 'waits for a time'],
  ['outside', 'O', 'waits outside'], ['retrying', 'R', 'retry pause'],
];

/** @param {string} tag @param {string} name @param {string} [text] */
function make(tag, name, text) {
  const element = document.createElement(tag);
  element.className = name;
  if (text !== undefined) element.textContent = text;
  return element;
}

class Timeline extends HTMLElement {
  connectedCallback() {
    if (this.tree) return;
    this.scale = new TimeScale();
    this.tree = new TimelineTree(this.dataset.src ?? '', () => this.changed());
    /** @type {RowView[]} */
    this.pool = [];
    this.selected = 0;
    this.read();
    this.build();
    this.tree.load();
    document.addEventListener('durable:changed', this.again);
    document.addEventListener('durable:theme', this.later);
    this.beat = setInterval(() => { if (!document.hidden && this.tree.isRunning) this.later(); }, 500);
    new ResizeObserver(this.later).observe(this);
  }

  disconnectedCallback() {
    document.removeEventListener('durable:changed', this.again);
    document.removeEventListener('durable:theme', this.later);
    clearInterval(this.beat);
  }

  again = () => this.tree.refresh();

  later = () => {
    if (this.frame) return;
    this.frame = requestAnimationFrame(() => { this.frame = 0; this.draw(); });
  };

  // What is zoomed to is in the address, so that it can be sent to somebody.
  read() {
    const query = new URLSearchParams(location.search);
    const zoom = (query.get('zoom') ?? '').split('-').map(Number);
    if (zoom.length === 2 && zoom.every(Number.isFinite) && zoom[0] < zoom[1]) this.scale.show(zoom[0], zoom[1]);
    this.scale.folds = query.has('idle') ? query.get('idle') === 'folded' : null;
    this.tree.toOpen = new Set((query.get('open') ?? '').split(',').filter(Boolean));
  }

  write() {
    const url = new URL(location.href);
    const set = (/** @type {string} */ name, /** @type {string | null} */ value) => { if (value === null) url.searchParams.delete(name); else url.searchParams.set(name, value); };
    set('zoom', this.scale.isWhole ? null : `${this.scale.from.toFixed(5)}-${this.scale.to.toFixed(5)}`);
    set('idle', this.scale.folds === null ? null : this.scale.folds ? 'folded' : 'shown');
    set('open', this.tree.openedByHand.size ? [...this.tree.openedByHand].slice(0, 10).join(',') : null);
    history.replaceState(null, '', url);
  }

  build() {
    const bar = make('div', 'tl-bar');
    const key = make('div', 'tl-legend');
    for (const [state, letter, text] of legend) {
      const item = make('span', '');
      item.append(make('i', `tl-mark ${state}`, letter), make('b', `b-${state}`), document.createTextNode(text));
      key.append(item);
    }
    this.count = make('span', 'tl-count');
    this.count.setAttribute('role', 'status');
    this.idle = this.button('Fold idle time', () => { this.scale.folds = !this.scale.isFolded; this.write(); this.later(); });
    this.filter = document.createElement('select');
    this.filter.setAttribute('aria-label', 'Branches of batches');
    for (const [value, text] of [['', 'all branches'], ['Failed', 'failed'], ['Running', 'running'], ['Waiting', 'waiting'], ['Outside', 'waiting outside'], ['Retrying', 'retry pause']]) {
      const option = document.createElement('option');
      option.value = value;
      option.textContent = text;
      this.filter.append(option);
    }
    this.filter.hidden = true;
    this.filter.addEventListener('change', () => { this.view.scrollTop = 0; this.tree.filterBatches(this.filter.value); });
    bar.append(key, make('span', 'spread'), this.count, this.filter, this.idle,
      this.button('−', () => this.zoom(1.6), 'Zoom out'), this.button('+', () => this.zoom(1 / 1.6), 'Zoom in'), this.button('Whole', () => { this.scale.show(0, 1); this.write(); this.later(); }));

    this.axis = make('div', 'tl-axis');
    this.axis.setAttribute('aria-hidden', 'true');
    this.brush = make('div', 'tl-brush');
    this.brush.hidden = true;
    this.axis.append(this.brush);
    this.view = make('div', 'tl-view');
    this.view.setAttribute('role', 'treegrid');
    this.view.setAttribute('aria-label', 'Timeline of the operations');
    this.view.tabIndex = 0;
    this.space = make('div', 'tl-space');
    this.space.setAttribute('role', 'rowgroup');
    this.view.append(this.space);
    this.over = make('div', 'tl-over');
    this.status = make('p', 'tl-status', 'Reading the history…');
    const frame = make('div', 'tl-frame');
    frame.append(this.axis, this.view, this.over);
    this.replaceChildren(bar, this.status, frame);
    this.shell = frame;
    frame.hidden = true;

    this.view.addEventListener('scroll', this.later, { passive: true });
    this.view.addEventListener('wheel', (event) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      const lane = this.axis.getBoundingClientRect();
      this.zoom(Math.exp(event.deltaY / 300), Math.min(1, Math.max(0, (event.clientX - lane.left) / lane.width)));
    }, { passive: false });
    this.view.addEventListener('click', (event) => this.click(/** @type {HTMLElement} */ (event.target)));
    this.axis.addEventListener('pointerdown', (event) => this.startBrush(event));
  }

  /** @param {string} text @param {() => void} act @param {string} [label] */
  button(text, act, label) {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = text;
    if (label) button.setAttribute('aria-label', label);
    button.addEventListener('click', act);
    return button;
  }

  /** @param {PointerEvent} event */
  startBrush(event) {
    const lane = this.axis.getBoundingClientRect();
    const place = (/** @type {PointerEvent} */ e) => Math.min(lane.width, Math.max(0, e.clientX - lane.left));
    const from = place(event);
    this.axis.setPointerCapture(event.pointerId);
    const move = (/** @type {PointerEvent} */ e) => {
      this.brush.hidden = false;
      this.brush.style.transform = `translateX(${Math.min(from, place(e))}px) scaleX(${Math.max(1, Math.abs(place(e) - from))})`;
    };
    const end = (/** @type {PointerEvent} */ e) => {
      this.axis.removeEventListener('pointermove', move);
      this.brush.hidden = true;
      const [left, right] = [Math.min(from, place(e)) / lane.width, Math.max(from, place(e)) / lane.width];
      if (right - left > 0.01) {
        const width = this.scale.to - this.scale.from;
        this.scale.show(this.scale.from + left * width, this.scale.from + right * width);
        this.write();
        this.later();
      }
    };
    this.axis.addEventListener('pointermove', move);
    this.axis.addEventListener('pointerup', end, { once: true });
  }

  /** @param {number} factor @param {number} [around] */
  zoom(factor, around = 0.5) {
    this.scale.zoom(factor, around);
    this.write();
    this.later();
  }

  changed() {
    const { tree } = this;
    if (tree.now) setServerNow(new Date(tree.now).toISOString());
    const isEmpty = tree.count === 0;
    this.shell.hidden = isEmpty;
    this.status.hidden = !isEmpty;
    this.status.textContent = tree.problem ?? (tree.isComplete ? (tree.isRunning ? 'No operations yet: the function has not called any.' : 'No operations: the function called none.') : 'Reading the history…');
    this.filter.hidden = !tree.hasStrips;
    this.count.textContent = `${tree.operations.toLocaleString('en')} operation${tree.operations === 1 ? '' : 's'}${tree.isComplete ? '' : ', reading on…'}`;
    this.later();
  }

  /** @param {HTMLElement} target */
  click(target) {
    const row = this.pool.find((one) => one.element.contains(target));
    if (!row) return;
    this.selected = row.index;
    if (target.closest('.tl-toggle')) this.toggle(row.index);
    this.later();
  }

  /** @param {number} index @param {boolean} [open] */
  toggle(index, open) {
    const place = this.tree.find(index);
    if (!place?.row?.children || (open !== undefined && open === this.tree.isOpen(place))) return;
    this.tree.toggle(place);
    this.write();
  }

  get rowHeight() {
    return parseFloat(getComputedStyle(this).getPropertyValue('--row')) || 26;
  }

  /** @param {number} index */
  select(index) {
    this.selected = Math.min(Math.max(0, index), this.tree.count - 1);
    const height = this.rowHeight;
    const top = this.selected * height;
    if (top < this.view.scrollTop) this.view.scrollTop = top;
    if (top + height > this.view.scrollTop + this.view.clientHeight) this.view.scrollTop = top + height - this.view.clientHeight;
    this.view.focus({ preventScroll: true });
    this.later();
  }

  /** A key of the page. @param {string} key @returns {boolean} Whether it was for the timeline. */
  press(key) {
    if (this.shell?.hidden !== false) return false;
    const isInside = this.contains(document.activeElement) || document.activeElement === document.body;
    switch (key) {
      case 'j': this.select(this.selected + 1); return true;
      case 'k': this.select(this.selected - 1); return true;
      case '+': case '=': this.zoom(1 / 1.6); return true;
      case '-': this.zoom(1.6); return true;
      case '0': this.scale.show(0, 1); this.write(); this.later(); return true;
      case ']': this.failed(1); return true;
      case '[': this.failed(-1); return true;
      default: break;
    }
    if (!isInside || document.activeElement?.closest('select, button')) return false;
    switch (key) {
      case 'ArrowDown': this.select(this.selected + 1); return true;
      case 'ArrowUp': this.select(this.selected - 1); return true;
      case 'PageDown': this.select(this.selected + Math.floor(this.view.clientHeight / this.rowHeight)); return true;
      case 'PageUp': this.select(this.selected - Math.floor(this.view.clientHeight / this.rowHeight)); return true;
      case 'Home': this.select(0); return true;
      case 'End': this.select(this.tree.count - 1); return true;
      case 'ArrowRight': this.toggle(this.selected, true); return true;
      case 'ArrowLeft': this.toggle(this.selected, false); return true;
      case 'Enter': {
        const place = this.tree.find(this.selected);
        if (place?.row && document.activeElement?.tagName !== 'A') location.href = this.link(place);
        return document.activeElement?.tagName !== 'A';
      }
      default: return false;
    }
  }

  /** @param {number} step */
  async failed(step) {
    const next = await this.tree.findFailed(this.selected, step);
    if (next !== null) this.select(next);
  }

  /** @param {{ node: { id: string }, row: { id: string } }} place */
  link(place) {
    const parent = place.node.id ? `&parent=${encodeURIComponent(place.node.id)}` : '';
    return `${this.dataset.page}?tab=operations${parent}&op=${encodeURIComponent(place.row.id)}#events`;
  }

  draw() {
    const { tree, scale } = this;
    if (this.shell.hidden) return;
    const now = serverNow();
    const height = this.rowHeight;
    const width = this.axis.clientWidth;
    scale.set(tree.start, tree.end || now, tree.busy, width);
    this.idle.hidden = !scale.canFold;
    this.idle.setAttribute('aria-pressed', String(scale.isFolded));

    const total = tree.count;
    this.space.style.height = `${total * height}px`;
    this.view.setAttribute('aria-rowcount', String(total));
    const first = Math.max(0, Math.floor(this.view.scrollTop / height) - overscan);
    const last = Math.min(total, Math.ceil((this.view.scrollTop + this.view.clientHeight) / height) + overscan);
    while (this.pool.length < last - first) {
      const row = new RowView();
      this.pool.push(row);
      this.space.append(row.element);
    }

    // A row keeps its element while it is seen: what is focused stays focused.
    for (let index = first; index < last; index++) {
      const view = this.pool[index % this.pool.length];
      const place = tree.find(index);
      view.show(index, height, place, place?.row ? this.link(place) : '', tree, scale, now, index === this.selected);
    }
    for (const view of this.pool) if (view.index < first || view.index >= last) view.hide();
    this.view.setAttribute('aria-activedescendant', `tl-${this.selected}`);
    this.drawAxis();
    tree.want(first, last);
  }

  drawAxis() {
    const { scale, tree } = this;
    const ticks = scale.ticks();
    const labels = [...this.axis.querySelectorAll('span')];
    while (labels.length < ticks.length) {
      const label = document.createElement('span');
      this.axis.append(label);
      labels.push(label);
    }
    labels.forEach((label, index) => {
      label.hidden = index >= ticks.length;
      if (label.hidden) return;
      label.style.transform = `translateX(${ticks[index].x}px)`;
      const text = index === 0 ? moment(ticks[index].at) : `+${duration(ticks[index].at - tree.start)}`;
      if (label.textContent !== text) label.textContent = text;
      if (index > 0 && labels[index - 1].textContent === text) label.hidden = true;
    });
    const marks = [...scale.folded().map((x) => ({ x, name: 'tl-fold', title: 'Idle time, folded' })), ...tree.lost.map((at) => ({ x: scale.x(at), name: 'tl-lost', title: 'The host was lost here' }))];
    while (this.over.children.length < marks.length) this.over.append(document.createElement('div'));
    [...this.over.children].forEach((one, index) => {
      const mark = /** @type {HTMLElement} */ (one);
      mark.hidden = index >= marks.length;
      if (mark.hidden) return;
      mark.className = marks[index].name;
      mark.title = marks[index].title;
      mark.style.transform = `translateX(${marks[index].x}px)`;
    });
  }
}

customElements.define('durable-timeline', Timeline);
