import { idSchema } from '@naschain/protocol';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import type { ReactElement } from 'react';
import { SearchPage } from '../../../search/SearchPage.tsx';

export const metadata: Metadata = { title: 'Search' };

export default async function Page({ params }: { params: Promise<{ id: string }> }): Promise<ReactElement> {
  const { id } = await params;
  if (!idSchema.safeParse(id).success) notFound();
  return <SearchPage searchId={id} />;
}
