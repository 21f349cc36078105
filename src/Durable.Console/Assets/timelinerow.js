// @ts-check
// One row of the pool: what it shows changes, its elements stay.
import { duration, moment } from './clock.js';

const letters = { Running: '▶', Waiting: 'W', Outside: 'O', Retrying: 'R', Succeeded: '✓', Failed: '✕', TimedOut: 'T', Stopped: '■', Cancelled: '–' };
const words = { Outside: 'waiting outside', Retrying: 'retry pause', TimedOut: 'timed out' };
const maxBars = 17;
const leastWidth = 3;

/** @param {string} tag @param {string} name */
function make(tag, name) {
  const element = document.createElement(tag);
  element.className = name;
  return element;
}

/** @param {HTMLElement} element @param {string} text */
function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

export class RowView {
  index = -1;

  constructor() {
    this.element = make('div', 'tl-row');
    this.element.setAttribute('role', 'row');
    this.name = make('div', 'tl-name');
    this.name.setAttribute('role', 'gridcell');
    this.indent = make('span', 'tl-indent');
    this.toggle = document.createElement('button');
    this.toggle.type = 'button';
    this.toggle.className = 'tl-toggle';
    this.toggle.tabIndex = -1;
    this.mark = make('i', 'tl-mark');
    this.mark.setAttribute('aria-hidden', 'true');
    this.link = document.createElement('a');
    this.link.className = 'tl-text';
    this.link.tabIndex = -1;
    this.more = make('span', 'tl-more');
    this.name.append(this.indent, this.toggle, this.mark, this.link, this.more);
    this.lane = make('div', 'tl-lane');
    this.lane.setAttribute('role', 'gridcell');
    this.canvas = document.createElement('canvas');
    this.canvas.setAttribute('aria-hidden', 'true');
    this.label = document.createElement('em');
    // What is seen beside the bar is a part of what is said, in other words.
    this.label.setAttribute('aria-hidden', 'true');
    this.said = make('span', 'tl-said');
    this.lane.append(this.canvas, this.label, this.said);
    this.element.append(this.name, this.lane);
    /** @type {HTMLElement[]} */
    this.bars = [];
  }

  hide() {
    this.index = -1;
    this.element.hidden = true;
  }

  /**
   * @param {number} index @param {number} height @param {import('./timelinetree.js').Place | null} place @param {string} link
   * @param {import('./timelinetree.js').TimelineTree} tree @param {import('./timescale.js').TimeScale} scale @param {number} now @param {boolean} isSelected
   */
  show(index, height, place, link, tree, scale, now, isSelected) {
    const { element } = this;
    this.index = index;
    element.hidden = false;
    element.style.transform = `translateY(${index * height}px)`;
    element.id = `tl-${index}`;
    element.classList.toggle('at', isSelected);
    element.setAttribute('aria-rowindex', String(index + 1));
    element.setAttribute('aria-selected', String(isSelected));
    const row = place?.row;
    if (!place || !row) {
      write(this.link, '…');
      write(this.more, '');
      write(this.mark, '');
      this.mark.className = 'tl-mark cancelled';
      this.toggle.style.visibility = 'hidden';
      this.canvas.hidden = true;
      this.label.hidden = true;
      write(this.said, '');
      this.bars.forEach((bar) => { bar.hidden = true; });
      return;
    }

    const isOpen = place.node.open.has(place.index);
    const name = row.name || `${row.kind} ${row.id}`;
    this.indent.style.width = `${place.node.depth * 14}px`;
    this.toggle.style.visibility = row.children ? 'visible' : 'hidden';
    write(this.toggle, isOpen ? '▾' : '▸');
    this.toggle.setAttribute('aria-label', `${isOpen ? 'Close' : 'Open'} ${name}`);
    write(this.mark, letters[/** @type {keyof typeof letters} */ (row.state)] ?? '');
    this.mark.className = `tl-mark ${row.state.toLowerCase()}`;
    write(this.link, name);
    if (this.link.getAttribute('href') !== link) this.link.setAttribute('href', link);
    this.link.title = `${row.kind} ${name}`;
    write(this.more, this.moreOf(row));
    element.setAttribute('aria-level', String(place.node.depth + 1));
    if (row.children) element.setAttribute('aria-expanded', String(isOpen)); else element.removeAttribute('aria-expanded');
    const text = this.textOf(row, now);
    write(this.said, text);
    this.lane.title = text;
    this.draw(row, scale, now);
  }

  /** @param {import('./timelinetree.js').Row} row */
  moreOf(row) {
    if (row.strip) return `${(row.children ?? 0).toLocaleString('en')} branches`;
    if (row.children) return String(row.children);
    if ((row.attemptCount ?? 0) > 1) return `${row.attemptCount} attempts`;
    return row.kind === 'Step' ? '' : row.kind.toLowerCase();
  }

  /** @param {import('./timelinetree.js').Row} row @param {number} now */
  textOf(row, now) {
    const state = words[/** @type {keyof typeof words} */ (row.state)] ?? row.state.toLowerCase();
    const parts = [`${row.kind}, ${state}, ${duration((row.end || now) - row.start)} from ${moment(row.start)}`];
    if (row.due) parts.push(`until ${moment(row.due)}`);
    if (row.attemptCount && row.attemptCount > 1) parts.push(`${row.attemptCount} attempts`);
    if (row.invoked) parts.push(`execution ${row.invoked}`);
    if (row.strip) {
      parts.push(Object.entries(row.strip.states).map(([name, count]) => `${count.toLocaleString('en')} ${name.toLowerCase()}`).join(', '));
      if (row.strip.slowest.length) parts.push(`slowest ${row.strip.slowest.map((one) => `${one.name ?? one.id} ${duration(one.milliseconds)}`).join(', ')}`);
    }
    return parts.join('; ');
  }

  /** @param {import('./timelinetree.js').Row} row @param {number} now @returns {[number, number, string][]} */
  barsOf(row, now) {
    const end = row.end || now;
    if (row.attempts) {
      const pause = row.kind === 'Condition' ? 'waiting' : 'retrying';
      /** @type {[number, number, string][]} */
      const bars = [];
      const attempts = row.attempts.slice(-Math.floor(maxBars / 2));
      let before = attempts.length < (row.attemptCount ?? 0) ? row.start : attempts[0][0];
      attempts.forEach(([from, to, failed], index) => {
        if (from > before) bars.push([before, from, pause]);
        const isLast = index === attempts.length - 1;
        bars.push([from, to || now, !to ? 'running' : failed ? 'failed' : isLast && row.end ? row.state.toLowerCase() : pause === 'waiting' ? 'succeeded' : row.state.toLowerCase()]);
        before = to || now;
      });
      if (end > before) bars.push([before, end, pause]);
      return bars;
    }
    if (row.kind === 'Wait') return [[row.start, end, row.state === 'Cancelled' ? 'cancelled' : 'waiting']];
    if (row.kind === 'Callback' || row.kind === 'Invoke') return [[row.start, end, row.state === 'Failed' || row.state === 'TimedOut' ? 'failed' : 'outside']];
    if (row.kind === 'Step' || row.kind === 'Condition') return [[row.start, end, row.state.toLowerCase()]];
    return [[row.start, end, row.state === 'Failed' ? 'failed' : 'context']];
  }

  /** @param {import('./timelinetree.js').Row} row @param {import('./timescale.js').TimeScale} scale @param {number} now */
  draw(row, scale, now) {
    const bars = row.strip ? [] : this.barsOf(row, now);
    while (this.bars.length < bars.length) {
      const bar = document.createElement('i');
      this.bars.push(bar);
      this.lane.append(bar);
    }
    this.bars.forEach((bar, index) => {
      const [from, to, state] = bars[index] ?? [0, 0, ''];
      const left = bars[index] ? Math.max(-2, scale.x(from)) : 0;
      const right = bars[index] ? Math.min(scale.width + 2, Math.max(left + leastWidth, scale.x(to))) : 0;
      bar.hidden = !bars[index] || right <= 0 || left >= scale.width;
      if (bar.hidden) return;
      if (bar.className !== `b-${state}`) bar.className = `b-${state}`;
      bar.style.transform = `translateX(${left}px)`;
      bar.style.width = `${right - left}px`;
    });
    this.canvas.hidden = !row.strip;
    if (row.strip) this.drawStrip(row, row.strip, scale, now);
    const end = scale.x(row.end || now);
    const text = row.strip ? this.countsOf(row.strip.states) : `${duration((row.end || now) - row.start)}${row.due && !row.end ? `, until ${moment(row.due)}` : ''}`;
    const room = scale.width - end;
    const begin = scale.x(row.start);
    this.label.hidden = !text || end < 0 || begin > scale.width || (room < 70 && begin < 90);
    if (this.label.hidden) return;
    write(this.label, text);
    this.label.style.transform = room >= 70 || begin < 90 ? `translateX(${Math.max(0, end) + 6}px)` : `translateX(calc(${begin - 6}px - 100%))`;
  }

  /** @param {Record<string, number>} states */
  countsOf(states) {
    return Object.entries(states).map(([state, count]) => `${letters[/** @type {keyof typeof letters} */ (state)]} ${count.toLocaleString('en')}`).join('  ');
  }

  /** How many branches are where, over time. @param {import('./timelinetree.js').Row} row @param {NonNullable<import('./timelinetree.js').Row['strip']>} strip @param {import('./timescale.js').TimeScale} scale @param {number} now */
  drawStrip(row, strip, scale, now) {
    const ratio = window.devicePixelRatio || 1;
    const height = 22;
    const width = Math.ceil(scale.width);
    if (this.canvas.width !== width * ratio) {
      this.canvas.width = width * ratio;
      this.canvas.height = height * ratio;
      this.canvas.style.width = `${width}px`;
    }
    const context = /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext('2d'));
    const style = getComputedStyle(this.canvas);
    const colour = (/** @type {string} */ name) => { this.canvas.style.color = `var(${name})`; return style.color; };
    const [active, done, failed] = [colour('--accent'), colour('--good'), colour('--bad')];
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    const end = row.end || now;
    const buckets = strip.active.length;
    const most = Math.max(1, row.children ?? 1);
    for (let i = 0; i < buckets; i++) {
      const left = Math.round(scale.x(row.start + (end - row.start) * i / buckets));
      const right = Math.max(left + 1, Math.round(scale.x(row.start + (end - row.start) * (i + 1) / buckets)));
      if (right < 0 || left > width) continue;
      let bottom = height;
      for (const [count, fill, alpha] of /** @type {[number, string, number][]} */ ([[strip.failed[i], failed, 1], [strip.done[i], done, 0.6], [strip.active[i], active, 0.9]])) {
        if (count === 0) continue;
        const tall = Math.max(fill === failed ? 4 : 1, count / most * height);
        context.fillStyle = fill;
        context.globalAlpha = alpha;
        context.fillRect(left, bottom - tall, right - left, tall);
        bottom -= tall;
      }
      // Gaps where branches have failed, for those who do not tell the colours apart.
      if (strip.failed[i] > 0) {
        const tall = Math.max(4, strip.failed[i] / most * height);
        for (let x = left - (left % 6); x < right; x += 6) if (x >= left) context.clearRect(x, height - tall, 2, tall);
      }
    }
    context.globalAlpha = 1;
  }
}
