'use client';

import { Moon, Sun } from 'lucide-react';
import { type ReactElement, useEffect, useState } from 'react';
import { chooseTheme, followSystem, shownTheme, type Theme } from './theme.ts';

/** Switches between dark and light. */
export function ThemeToggle(): ReactElement {
  const [theme, setTheme] = useState<Theme | null>(null);
  useEffect(() => {
    setTheme(shownTheme());
    return followSystem(() => setTheme(shownTheme()));
  }, []);
  const other: Theme = theme === 'light' ? 'dark' : 'light';
  return (
    <button
      type="button"
      onClick={() => {
        chooseTheme(other);
        setTheme(other);
      }}
      aria-label={`Switch to the ${other} theme`}
      title={`Switch to the ${other} theme`}
      className="grid size-10 place-items-center rounded-md text-soft hover:text-ink"
    >
      {theme === 'light' ? <Moon size={16} aria-hidden /> : <Sun size={16} aria-hidden />}
    </button>
  );
}
