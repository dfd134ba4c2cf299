import type { ReactElement } from 'react';
import { Overview } from '../overview/Overview.tsx';

export default function OverviewPage(): ReactElement {
  return <Overview />;
}
