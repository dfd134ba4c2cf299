import { type DownloadOptions, downloadDataset, FileBlobStore } from '@naschain/datasets';

/** The datasets on this machine, fetched when first needed. Each is verified once per run of the program. */
export class DatasetCache {
  private readonly store: FileBlobStore;
  private readonly known = new Map<string, Promise<string>>();
  private readonly aborter = new AbortController();

  constructor(
    directory: string,
    private readonly genomaster: string,
    private readonly fetch: DownloadOptions['fetch'],
  ) {
    this.store = new FileBlobStore(directory);
  }

  /** Path of a verified dataset. Slots that need the same one share the download. @throws DatasetError */
  get(sha256: string): Promise<string> {
    const known = this.known.get(sha256);
    if (known) return known;
    const path = downloadDataset({
      url: `${this.genomaster}/datasets/${sha256}`,
      sha256,
      store: this.store,
      fetch: this.fetch,
      signal: this.aborter.signal,
    });
    this.known.set(sha256, path);
    // Not kept when it fails: the next training tries again.
    path.catch(() => this.known.delete(sha256));
    return path;
  }

  /** Ends all downloads; what has come so far is kept on disk. */
  abort(): void {
    this.aborter.abort();
  }
}
