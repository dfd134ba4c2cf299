/** Where browsers find the Genomaster, as the web server knows it. */
export interface GenomasterPlace {
  readonly publicUrl: string | null;
  readonly port: number;
}

/** The Genomaster's base address without a trailing slash, seen from a page at `location`. */
export function genomasterAddress(
  place: GenomasterPlace,
  location: Pick<Location, 'protocol' | 'hostname'>,
): string {
  if (place.publicUrl !== null) return place.publicUrl.replace(/\/+$/, '');
  return `${location.protocol}//${location.hostname}:${place.port}`;
}
