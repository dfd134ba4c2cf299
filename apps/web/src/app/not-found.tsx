import type { ReactElement } from 'react';
import { NotFound } from '../components/States.tsx';

export const metadata = { title: 'Not found' };

export default function NotFoundPage(): ReactElement {
  return (
    <NotFound title="There is nothing at this address">
      The link may be old or mistyped. Everything that runs now is listed on the overview.
    </NotFound>
  );
}
