/** Key of the stored choice; absent while the page follows the system. */
export const THEME_KEY = 'naschain-theme';

export type Theme = 'dark' | 'light';

/** Sets the theme before the first paint: the stored choice, else the system's, else dark. */
export const THEME_SCRIPT = `(function(){var t=null;try{t=localStorage.getItem('${THEME_KEY}')}catch(e){}
if(t!=='dark'&&t!=='light')t=matchMedia('(prefers-color-scheme: light)').matches?'light':'dark';
document.documentElement.dataset.theme=t})()`;

/** The theme that the system asks for. */
export function systemTheme(): Theme {
  return window.matchMedia('(prefers-color-scheme: light)').matches ? 'light' : 'dark';
}

/** The theme the page shows now. */
export function shownTheme(): Theme {
  return document.documentElement.dataset.theme === 'light' ? 'light' : 'dark';
}

/** Shows a theme and remembers it; the system's own theme is followed again rather than remembered. */
export function chooseTheme(theme: Theme): void {
  document.documentElement.dataset.theme = theme;
  try {
    if (theme === systemTheme()) localStorage.removeItem(THEME_KEY);
    else localStorage.setItem(THEME_KEY, theme);
  } catch {
    // Storage may be forbidden; the choice then lasts as long as the page.
  }
}

/** Follows the system while nothing is remembered. Returns the way to stop. */
export function followSystem(onChange: () => void): () => void {
  const query = window.matchMedia('(prefers-color-scheme: light)');
  const listener = (): void => {
    let stored: string | null = null;
    try {
      stored = localStorage.getItem(THEME_KEY);
    } catch {
      stored = null;
    }
    if (stored === null) document.documentElement.dataset.theme = systemTheme();
    onChange();
  };
  query.addEventListener('change', listener);
  return () => query.removeEventListener('change', listener);
}
