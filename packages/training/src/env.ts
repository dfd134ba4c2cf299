/** What CUDA lets this process see; null for everything. */
export function cudaVisibleDevices(source: Record<string, string | undefined> = process.env): string | null {
  return source.CUDA_VISIBLE_DEVICES ?? null;
}
