// @ts-check
// What is shown stays true: lists are read again while somebody looks, a running execution when it has changed. When the server cannot be reached, the
// page says so, tries again, and then shows what is.
import { setServerNow, writeTimes } from './clock.js';
import { pointAgain } from './keys.js';

const firstRetry = 1000;
const longestRetry = 15000;

let retry = firstRetry;
let lostAt = 0;
let reading = false;

/** @param {boolean} isLost @param {boolean} [isBusy] */
function tell(isLost, isBusy) {
  const notice = /** @type {HTMLElement} */ (document.getElementById('connection'));
  if (isLost && !lostAt) {
    lostAt = Date.now();
    notice.textContent = `The server ${isBusy ? 'is busy' : 'cannot be reached'}. What you see is from ${new Date(lostAt).toLocaleTimeString()}. Trying again…`;
    notice.hidden = false;
  } else if (!isLost && lostAt) {
    lostAt = 0;
    notice.hidden = true;
  }
  const live = document.getElementById('live');
  live?.classList.toggle('lost', isLost);
  if (live && !live.hidden) live.textContent = isLost ? 'Reconnecting' : 'Live';
}

/** @returns {Promise<Document | null>} The page as it is now; null when it cannot be had. */
async function readPage() {
  try {
    const answer = await fetch(location.href.split('#')[0], { headers: { Accept: 'text/html' }, cache: 'no-store' });
    if (answer.redirected && new URL(answer.url).pathname !== location.pathname) {
      location.reload();
      return null;
    }
    if (answer.status >= 500) throw new Error(String(answer.status));
    tell(false);
    retry = firstRetry;
    return new DOMParser().parseFromString(await answer.text(), 'text/html');
  } catch (error) {
    tell(true, /** @type {Error} */ (error).message === '503');
    return null;
  }
}

/** @param {Document} next @param {Element} from @param {Element} to Elements that somebody works in are kept. */
function replace(next, from, to) {
  if (from.outerHTML === to.outerHTML) return;
  const kept = [...from.querySelectorAll('[data-keep]')];
  to.querySelectorAll('[data-keep]').forEach((one, index) => {
    if (kept[index] && (kept[index].contains(document.activeElement) || kept[index].querySelector('details[open]') || !kept[index].closest('[data-live]'))) one.replaceWith(kept[index]);
  });
  const open = new Set([...from.querySelectorAll('details[open]')].map((one) => one.textContent));
  to.querySelectorAll('details:not(.action)').forEach((one) => { if (open.has(one.textContent)) /** @type {HTMLDetailsElement} */ (one).open = true; });
  const focused = from.contains(document.activeElement) ? document.activeElement?.getAttribute('href') : null;
  from.replaceWith(document.adoptNode(to));
  if (focused) {
    const again = [...to.querySelectorAll('a')].find((one) => one.getAttribute('href') === focused);
    again?.focus({ preventScroll: true });
  }
}

/** @param {Document} next */
function show(next) {
  setServerNow(next.body.dataset.now ?? null);
  const main = document.getElementById('main');
  if (main?.dataset.refresh) {
    const fresh = next.getElementById('main');
    if (fresh) {
      const notice = main.querySelector(':scope > .notice');
      replace(next, main, fresh);
      if (notice && !fresh.querySelector(':scope > .notice')) fresh.prepend(notice);
    }
  } else {
    for (const part of document.querySelectorAll('[data-live][id]')) {
      const fresh = next.getElementById(part.id);
      if (fresh) replace(next, part, fresh);
    }
  }
  writeTimes();
  pointAgain();
}

async function refresh() {
  // What somebody is about to copy stays.
  if (reading || document.hidden || getSelection()?.type === 'Range') return;
  reading = true;
  const next = await readPage();
  if (next) show(next);
  reading = false;
}

/** @param {number} seconds */
function refreshEach(seconds) {
  const tick = async () => {
    await refresh();
    const wait = lostAt ? (retry = Math.min(retry * 2, longestRetry)) : seconds * 1000;
    setTimeout(tick, wait);
  };
  setTimeout(tick, seconds * 1000);
  document.addEventListener('visibilitychange', refresh);
}

/** @param {string} address */
function watch(address) {
  const live = /** @type {HTMLElement} */ (document.getElementById('live'));
  live.hidden = false;
  live.textContent = 'Live';
  let due = 0;
  let source = /** @type {EventSource | null} */ (null);

  // An execution may change faster than somebody can read.
  const changed = () => {
    if (due) return;
    due = window.setTimeout(async () => {
      due = 0;
      await refresh();
      document.dispatchEvent(new Event('durable:changed'));
    }, 500);
  };

  const open = () => {
    source = new EventSource(address);
    source.addEventListener('open', () => { tell(false); retry = firstRetry; });
    source.addEventListener('state', changed);
    source.addEventListener('end', () => {
      source?.close();
      live.hidden = true;
      changed();
    });
    source.addEventListener('again', () => {
      source?.close();
      setTimeout(open, retry);
    });
    source.addEventListener('error', () => {
      source?.close();
      tell(true);
      setTimeout(async () => {
        await refresh();
        document.dispatchEvent(new Event('durable:changed'));
        if (document.getElementById('head')?.dataset.status === 'Running') open(); else { live.hidden = true; tell(false); }
      }, retry);
      retry = Math.min(retry * 2, longestRetry);
    });
  };

  open();
  document.addEventListener('visibilitychange', () => { if (!document.hidden) changed(); });
}

export function startLive() {
  const seconds = Number(document.getElementById('main')?.dataset.refresh ?? 0);
  const events = document.getElementById('head')?.dataset.events;
  if (seconds > 0) refreshEach(seconds); else if (events) watch(events);
}
