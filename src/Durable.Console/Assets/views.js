// @ts-check
// Filters that somebody keeps, in this browser.

const kept = 'durable-views';

/** @returns {{ name: string, query: string }[]} */
function read() {
  try {
    const views = JSON.parse(localStorage.getItem(kept) ?? '[]');
    return Array.isArray(views) ? views.filter((view) => typeof view?.name === 'string' && typeof view?.query === 'string') : [];
  } catch {
    return [];
  }
}

class Views extends HTMLElement {
  connectedCallback() {
    this.hidden = false;
    this.write();
  }

  write() {
    const views = read();
    const query = new URLSearchParams(location.search);
    query.delete('marker');
    const parts = views.map((view, index) => {
      const part = document.createElement('span');
      part.className = 'view';
      const link = document.createElement('a');
      link.href = `${location.pathname}?${view.query}`;
      link.textContent = view.name;
      const remove = document.createElement('button');
      remove.type = 'button';
      remove.textContent = '×';
      remove.setAttribute('aria-label', `Forget the view ${view.name}`);
      remove.addEventListener('click', () => this.keep(views.toSpliced(index, 1)));
      part.append(link, remove);
      return part;
    });
    if ([...query.values()].some((value) => value !== '') && !views.some((view) => view.query === query.toString())) {
      const save = document.createElement('button');
      save.type = 'button';
      save.className = 'quiet';
      save.textContent = 'Keep this view';
      save.addEventListener('click', () => {
        const words = [...query].filter(([, value]) => value !== '').map(([name, value]) => (name === 'status' || name === 'function' ? value : `${name} ${value}`));
        this.keep([...views, { name: words.join(', ').slice(0, 60), query: query.toString() }]);
      });
      parts.push(/** @type {any} */ (save));
    }
    this.replaceChildren(...parts);
  }

  /** @param {{ name: string, query: string }[]} views */
  keep(views) {
    localStorage.setItem(kept, JSON.stringify(views));
    this.write();
  }
}

customElements.define('durable-views', Views);
