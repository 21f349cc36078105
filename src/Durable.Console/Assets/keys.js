// @ts-check
// The keyboard: j and k move through rows, g and a letter goes to a page.

const pages = { o: '', e: '/executions', f: '/functions', c: '/callbacks', l: '/cluster', s: '/schedules' };
let gone = 0;
let at = '';

/** @returns {HTMLElement[]} */
const rows = () => [...document.querySelectorAll('#main [data-row]')].filter((row) => row instanceof HTMLElement && row.querySelector('a'));

/** @param {HTMLElement} row */
function point(row) {
  document.querySelector('#main tr.at')?.classList.remove('at');
  row.classList.add('at');
  const link = row.querySelector('a');
  at = link?.getAttribute('href') ?? '';
  link?.focus({ preventScroll: true });
  row.scrollIntoView({ block: 'nearest' });
}

/** @param {number} step @param {boolean} failedOnly */
function move(step, failedOnly) {
  const all = rows().filter((row) => !failedOnly || row.hasAttribute('data-failed'));
  if (all.length === 0) return;
  const known = rows();
  const here = known.findIndex((row) => row.classList.contains('at'));
  const next = step > 0 ? all.find((row) => known.indexOf(row) > here) : all.findLast((row) => known.indexOf(row) < here);
  point(next ?? (here < 0 ? all[0] : known[here]));
}

/** Points at the same row again after a list was read anew. */
export function pointAgain() {
  if (!at) return;
  const row = rows().find((one) => one.querySelector('a')?.getAttribute('href') === at);
  row?.classList.add('at');
}

function openActions() {
  const action = /** @type {HTMLElement | null} */ (document.querySelector('[data-actions] summary') ?? document.querySelector('[data-actions] :is(input, textarea, button)'));
  action?.focus();
  const details = action?.closest('details');
  if (details && !details.open) details.open = true;
}

/** @param {KeyboardEvent} event */
function press(event) {
  const target = /** @type {HTMLElement} */ (event.target);
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) return;
  if (target.closest('input:not([type="checkbox"]):not([type="radio"]), textarea, select')) {
    if (event.key === 'Escape') target.blur();
    return;
  }
  if (gone && Date.now() - gone < 1500) {
    gone = 0;
    const page = pages[/** @type {keyof typeof pages} */ (event.key)];
    const link = page === undefined ? null : document.querySelector(`.top nav a[href="${document.body.dataset.root}${page}"]`);
    if (link instanceof HTMLElement) {
      event.preventDefault();
      link.click();
    }
    return;
  }
  const timeline = /** @type {any} */ (document.querySelector('durable-timeline'));
  if (timeline?.press?.(event.key)) {
    event.preventDefault();
    return;
  }
  switch (event.key) {
    case 'g': gone = Date.now(); break;
    case '/': /** @type {HTMLElement | null} */ (document.querySelector('[data-filter]'))?.focus(); break;
    case 'j': move(1, false); break;
    case 'k': move(-1, false); break;
    case ']': move(1, true); break;
    case '[': move(-1, true); break;
    case 't': /** @type {HTMLElement | null} */ (document.querySelector('[data-tab="timeline"]'))?.click(); break;
    case '.': openActions(); break;
    case '?': /** @type {HTMLDialogElement} */ (document.getElementById('help')).showModal(); break;
    case 'Escape': document.querySelectorAll('details.action[open]').forEach((one) => { /** @type {HTMLDetailsElement} */ (one).open = false; }); return;
    default: return;
  }
  event.preventDefault();
}

export function startKeys() {
  const help = /** @type {HTMLButtonElement | null} */ (document.querySelector('[data-help]'));
  if (help) {
    help.hidden = false;
    help.addEventListener('click', () => /** @type {HTMLDialogElement} */ (document.getElementById('help')).showModal());
  }
  document.addEventListener('keydown', press);
}
