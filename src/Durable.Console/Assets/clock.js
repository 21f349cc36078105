// @ts-check
// Times as their reader wants them, and durations that grow with the clock.

const kept = 'durable-times';
const modes = /** @type {const} */ (['utc', 'local', 'ago']);
const words = { utc: 'UTC', local: 'Local', ago: 'Ago' };

/** How far this machine's clock is behind the server's, in milliseconds. */
let offset = 0;

export const serverNow = () => Date.now() + offset;

/** @param {string | null} iso What the server's clock showed. */
export function setServerNow(iso) {
  if (iso) offset = Date.parse(iso) - Date.now();
}

/** @param {number} ms */
export function duration(ms) {
  if (ms < 0) return '0 ms';
  if (ms < 1000) return `${Math.round(ms)} ms`;
  const s = ms / 1000;
  if (s < 60) return `${Math.round(s * 10) / 10} s`;
  const min = Math.floor(s / 60);
  if (min < 60) return `${min} min ${String(Math.floor(s % 60)).padStart(2, '0')} s`;
  const h = Math.floor(min / 60);
  if (h < 48) return `${h} h ${String(min % 60).padStart(2, '0')} min`;
  return `${Math.round(h / 2.4) / 10} d`;
}

/** @returns {'utc' | 'local' | 'ago'} */
export function mode() {
  const saved = localStorage.getItem(kept);
  return saved === 'local' || saved === 'ago' ? saved : 'utc';
}

/** @param {number} at */
export function moment(at) {
  if (mode() === 'ago') {
    const ms = serverNow() - at;
    return ms >= 0 ? `${duration(ms)} ago` : `in ${duration(-ms)}`;
  }
  if (mode() === 'local') {
    const d = new Date(at);
    const two = (/** @type {number} */ n) => String(n).padStart(2, '0');
    return `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())} ${two(d.getHours())}:${two(d.getMinutes())}:${two(d.getSeconds())}`;
  }
  return new Date(at).toISOString().slice(0, 19).replace('T', ' ');
}

/** Writes all times of the page anew. */
export function writeTimes() {
  for (const time of document.querySelectorAll('time[datetime]')) {
    const iso = /** @type {HTMLTimeElement} */ (time).dateTime;
    const text = moment(Date.parse(iso));
    if (time.textContent !== text) time.textContent = text;
    if (time.getAttribute('title') !== iso) time.setAttribute('title', iso);
  }
  for (const span of document.querySelectorAll('[data-since]')) {
    span.textContent = duration(serverNow() - Date.parse(/** @type {HTMLElement} */ (span).dataset.since ?? ''));
  }
}

export function startClock() {
  setServerNow(document.body.dataset.now ?? null);
  const button = /** @type {HTMLButtonElement | null} */ (document.querySelector('[data-times]'));
  if (button) {
    const name = () => {
      button.textContent = words[mode()];
      button.setAttribute('aria-label', `Times: ${words[mode()]}. Change`);
    };
    button.hidden = false;
    name();
    button.addEventListener('click', () => {
      localStorage.setItem(kept, modes[(modes.indexOf(mode()) + 1) % modes.length]);
      name();
      writeTimes();
    });
  }
  writeTimes();
  setInterval(() => { if (!document.hidden) writeTimes(); }, 1000);
}
