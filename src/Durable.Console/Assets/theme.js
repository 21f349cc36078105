// @ts-check
// Light, dark, or what the system has. A cookie tells the server, so that the next page comes in it.

const themes = ['system', 'light', 'dark'];

export function startTheme() {
  const button = /** @type {HTMLButtonElement | null} */ (document.querySelector('[data-theme-next]'));
  if (!button) return;
  const root = document.documentElement;
  const name = () => {
    const theme = root.dataset.theme ?? 'system';
    button.textContent = theme[0].toUpperCase() + theme.slice(1);
    button.setAttribute('aria-label', `Colours: ${theme}. Change`);
  };
  button.hidden = false;
  name();
  button.addEventListener('click', () => {
    root.dataset.theme = themes[(themes.indexOf(root.dataset.theme ?? 'system') + 1) % themes.length];
    document.cookie = `durable-theme=${root.dataset.theme}; path=/; max-age=31536000; samesite=strict`;
    name();
    document.dispatchEvent(new Event('durable:theme'));
  });
}
