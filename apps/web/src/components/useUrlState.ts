import { useSearchParams } from 'next/navigation';
import { useCallback } from 'react';

/** One parameter of the page's address as state: a link restores the view, and changing it adds no history. */
export function useUrlState(key: string): readonly [string | null, (value: string | null) => void] {
  const value = useSearchParams().get(key);
  const set = useCallback(
    (next: string | null): void => {
      const url = new URL(window.location.href);
      if (next === null) url.searchParams.delete(key);
      else url.searchParams.set(key, next);
      window.history.replaceState(null, '', url);
    },
    [key],
  );
  return [value, set];
}
