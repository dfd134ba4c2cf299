/**
 * Area of a rectangle, or volume of a prism over `base`. One of no width is empty even where the other side overflowed:
 * `0 × ∞` would be NaN.
 */
export function extent(base: number, height: number): number {
  return base === 0 || height === 0 ? 0 : base * height;
}
