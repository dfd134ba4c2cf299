import Link from 'next/link';
import type { ReactElement } from 'react';
import { LinkIndicator } from './LinkIndicator.tsx';
import { NavLink } from './NavLink.tsx';
import { ThemeToggle } from './ThemeToggle.tsx';

export function SiteHeader(): ReactElement {
  return (
    <header className="border-b border-line">
      <div className="page flex h-14 items-center gap-2 sm:gap-6">
        <Link
          href="/"
          className="flex items-center gap-2 rounded text-[15px] font-semibold tracking-[-0.012em]"
        >
          <Emblem />
          <span className="max-[400px]:sr-only">NASChain</span>
        </Link>
        <nav aria-label="Main" className="flex items-center gap-1 text-soft">
          <NavLink href="/">Overview</NavLink>
          <NavLink href="/miners">Miners</NavLink>
        </nav>
        <div className="ml-auto flex items-center gap-2">
          <LinkIndicator />
          <ThemeToggle />
        </div>
      </div>
    </header>
  );
}

/** A front of three networks. */
function Emblem(): ReactElement {
  return (
    <svg width="22" height="22" viewBox="0 0 28 28" aria-hidden="true" className="text-accent">
      <path d="M4 26V18H12V10H21V5H26" fill="none" stroke="currentColor" strokeWidth="1.8" />
      <path
        d="M4 14.2 7.8 18 4 21.8.2 18ZM12 6.2 15.8 10 12 13.8 8.2 10ZM21 1.2 24.8 5 21 8.8 17.2 5Z"
        fill="currentColor"
      />
      <circle cx="19" cy="19" r="2.4" className="fill-soft" />
    </svg>
  );
}
