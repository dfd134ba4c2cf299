import '@fontsource-variable/inter/index.css';
import './globals.css';
import type { Metadata, Viewport } from 'next';
import type { ReactElement, ReactNode } from 'react';
import { SiteHeader } from '../components/SiteHeader.tsx';
import { StaleBanner } from '../components/StaleBanner.tsx';
import { THEME_SCRIPT } from '../components/theme.ts';
import { readEnv } from '../env.ts';
import { LiveProvider } from '../live/LiveProvider.tsx';

// The address of the Genomaster is read when a page is requested, never when it is built.
export const dynamic = 'force-dynamic';

export const metadata: Metadata = {
  title: { default: 'NASChain', template: '%s · NASChain' },
  description:
    'A live view of a network of machines that search for neural architectures and prove every training result.',
};

export const viewport: Viewport = {
  themeColor: [
    { media: '(prefers-color-scheme: dark)', color: '#0b0e14' },
    { media: '(prefers-color-scheme: light)', color: '#fbfbf9' },
  ],
};

export default function RootLayout({ children }: { children: ReactNode }): ReactElement {
  const env = readEnv();
  return (
    <html lang="en" data-theme="dark" suppressHydrationWarning>
      <head>
        {/* Runs before the first paint, so that no theme flashes. */}
        {/* biome-ignore lint/security/noDangerouslySetInnerHtml: a constant of this app */}
        <script dangerouslySetInnerHTML={{ __html: THEME_SCRIPT }} />
      </head>
      <body>
        <a
          href="#content"
          className="sr-only focus:not-sr-only focus:absolute focus:left-4 focus:top-4 focus:z-50 focus:rounded focus:bg-raised focus:px-3 focus:py-2"
        >
          Skip to content
        </a>
        <LiveProvider place={{ publicUrl: env.GENOMASTER_PUBLIC_URL ?? null, port: env.GENOMASTER_PORT }}>
          <SiteHeader />
          <StaleBanner />
          <main id="content" className="page pb-24 pt-8">
            {children}
          </main>
        </LiveProvider>
      </body>
    </html>
  );
}
