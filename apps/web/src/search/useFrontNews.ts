import { useEffect, useRef, useState } from 'react';

/** How long a new member of the front glows, in ms. */
const GLOW = 1700;
/** Announcements are at least this far apart, in ms. */
const QUIET = 10_000;

export interface FrontNews {
  /** Members that have just joined. */
  readonly glowing: ReadonlySet<string>;
  /** Text of a polite live region. */
  readonly announcement: string;
}

const NONE: ReadonlySet<string> = new Set();

/** Watches the front: new members glow once, and are announced together at most every ten seconds. */
export function useFrontNews(frontIds: readonly string[]): FrontNews {
  const known = useRef<ReadonlySet<string> | null>(null);
  const unsaid = useRef(0);
  const lastSaid = useRef(Number.NEGATIVE_INFINITY);
  const [glowing, setGlowing] = useState<ReadonlySet<string>>(NONE);
  const [announcement, setAnnouncement] = useState('');
  const size = frontIds.length;

  useEffect(() => {
    const before = known.current;
    known.current = new Set(frontIds);
    const added = before === null ? [] : frontIds.filter((id) => !before.has(id));
    if (added.length === 0) return;
    unsaid.current += added.length;
    setGlowing((current) => new Set([...current, ...added]));
    setTimeout(() => {
      setGlowing((current) => new Set([...current].filter((id) => !added.includes(id))));
    }, GLOW);
  }, [frontIds]);

  useEffect(() => {
    if (glowing.size === 0 || unsaid.current === 0) return;
    const wait = Math.max(0, lastSaid.current + QUIET - Date.now());
    const timer = setTimeout(() => {
      const count = unsaid.current;
      unsaid.current = 0;
      lastSaid.current = Date.now();
      const joined = count === 1 ? 'One network has' : `${count} networks have`;
      setAnnouncement(`${joined} joined the Pareto front, which now has ${size}.`);
    }, wait);
    return () => clearTimeout(timer);
  }, [glowing, size]);

  return { glowing, announcement };
}
