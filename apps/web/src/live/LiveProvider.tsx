'use client';

import type { NetworkView, SearchView, TrainingRecord } from '@naschain/protocol';
import {
  createContext,
  type ReactElement,
  type ReactNode,
  useContext,
  useEffect,
  useMemo,
  useState,
  useSyncExternalStore,
} from 'react';
import { type GenomasterPlace, genomasterAddress } from './address.ts';
import { combine } from './combine.ts';
import { Connection } from './connection.ts';
import type { LinkState } from './linkStatus.ts';
import type { ProgressByAssignment } from './progressBoard.ts';
import type { FeedState } from './streamFeed.ts';

const ConnectionContext = createContext<Connection | null>(null);

interface LiveProviderProps {
  readonly place: GenomasterPlace;
  readonly children: ReactNode;
}

/** Opens the page's one connection once it runs in a browser. */
export function LiveProvider({ place, children }: LiveProviderProps): ReactElement {
  const [connection, setConnection] = useState<Connection | null>(null);
  const { publicUrl, port } = place;
  useEffect(() => {
    const opened = new Connection(genomasterAddress({ publicUrl, port }, window.location));
    opened.open();
    setConnection(opened);
    return () => opened.close();
  }, [publicUrl, port]);
  return <ConnectionContext value={connection}>{children}</ConnectionContext>;
}

/** A view with the way to try again. */
export interface Live<T> {
  readonly state: FeedState<T>;
  readonly retry: () => void;
}

const LOADING = { kind: 'loading' } as const;
const CONNECTING = { kind: 'connecting' } as const;
const NO_PROGRESS: ProgressByAssignment = new Map();
const nothing = (): (() => void) => () => {};
const noRetry = (): void => {};

/** Address of the Genomaster, or null before the page runs. */
export function useGenomasterAddress(): string | null {
  return useContext(ConnectionContext)?.address ?? null;
}

/** Fetches the record of an agreed job; null before the page runs. */
export function useFetchRecord(): ((jobId: string) => Promise<TrainingRecord>) | null {
  return useContext(ConnectionContext)?.record ?? null;
}

export function useNetwork(): Live<NetworkView> {
  const feed = useContext(ConnectionContext)?.network;
  const state = useSyncExternalStore<FeedState<NetworkView>>(
    feed?.subscribe ?? nothing,
    feed?.getSnapshot ?? (() => LOADING),
    () => LOADING,
  );
  return { state, retry: feed?.retry ?? noRetry };
}

export function useSearch(searchId: string): Live<SearchView> {
  const feed = useContext(ConnectionContext)?.search(searchId);
  const state = useSyncExternalStore<FeedState<SearchView>>(
    feed?.subscribe ?? nothing,
    feed?.getSnapshot ?? (() => LOADING),
    () => LOADING,
  );
  return { state, retry: feed?.retry ?? noRetry };
}

const NO_SEARCHES: readonly FeedState<SearchView>[] = [];

/** Several searches at once, in the order of the ids. */
export function useSearches(ids: readonly string[]): readonly FeedState<SearchView>[] {
  const connection = useContext(ConnectionContext);
  const key = ids.join(' ');
  const store = useMemo(
    () =>
      connection === null
        ? null
        : combine(key.split(' ').flatMap((id) => (id === '' ? [] : [connection.search(id)]))),
    [connection, key],
  );
  return useSyncExternalStore(
    store?.subscribe ?? nothing,
    store?.getSnapshot ?? (() => NO_SEARCHES),
    () => NO_SEARCHES,
  );
}

export function useLinkState(): LinkState {
  const status = useContext(ConnectionContext)?.status;
  return useSyncExternalStore<LinkState>(
    status?.subscribe ?? nothing,
    status?.getSnapshot ?? (() => CONNECTING),
    () => CONNECTING,
  );
}

export function useProgress(): ProgressByAssignment {
  const board = useContext(ConnectionContext)?.progress;
  return useSyncExternalStore(
    board?.subscribe ?? nothing,
    board?.getSnapshot ?? (() => NO_PROGRESS),
    () => NO_PROGRESS,
  );
}
