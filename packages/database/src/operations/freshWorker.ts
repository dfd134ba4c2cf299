/** Seconds; longer than any worker that works is silent. */
const WORKER_FRESH_SECONDS = 120;

/** In SQL, of a worker `w` of miner `m`: it was heard of at most this long before the newest sign of life of its hotkey. */
export const FRESH_WORKER = `w.last_seen_at >= m.last_seen_at - interval '${WORKER_FRESH_SECONDS} seconds'`;
