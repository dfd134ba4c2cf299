import type { Database } from '@naschain/database';
import type { FileBlobStore } from '@naschain/datasets';
import type { Logger } from 'pino';
import type { Coordinator } from '../coordination/coordinator.ts';
import type { SearchService } from '../search/searchService.ts';

export type Caller =
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'hotkey'; readonly hotkey: string }
  | { readonly kind: 'operator' };

/** What the procedures work with. */
export interface Services {
  readonly database: Database;
  readonly coordinator: Coordinator;
  readonly searches: SearchService;
  readonly blobs: FileBlobStore;
  readonly log: Logger;
}

/** One request's context. */
export interface Context extends Services {
  readonly caller: Caller;
}
