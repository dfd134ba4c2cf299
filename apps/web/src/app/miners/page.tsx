import type { Metadata } from 'next';
import type { ReactElement } from 'react';
import { Miners } from '../../miners/Miners.tsx';

export const metadata: Metadata = { title: 'Miners' };

export default function MinersPage(): ReactElement {
  return <Miners />;
}
