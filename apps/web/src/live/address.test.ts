import { describe, expect, it } from 'vitest';
import { genomasterAddress } from './address.ts';

const page = { protocol: 'http:', hostname: 'lab-3.example' };

describe('genomasterAddress', () => {
  it('is the public address where one is set', () => {
    const place = { publicUrl: 'https://api.example/naschain/', port: 4000 };
    expect(genomasterAddress(place, page)).toBe('https://api.example/naschain');
  });

  it('is else the host of the page with the Genomaster’s port', () => {
    expect(genomasterAddress({ publicUrl: null, port: 4100 }, page)).toBe('http://lab-3.example:4100');
  });
});
