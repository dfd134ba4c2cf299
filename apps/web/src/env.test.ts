import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { envSchema, readEnv } from './env.ts';

describe('readEnv', () => {
  it('has defaults, also for empty variables', () => {
    expect(readEnv({ GENOMASTER_PUBLIC_URL: '', GENOMASTER_PORT: '' })).toEqual({ GENOMASTER_PORT: 4000 });
  });

  it('has every variable in .env.example', () => {
    const example = readFileSync(new URL('../.env.example', import.meta.url), 'utf8');
    const names = [...example.matchAll(/^([A-Z_]+)=/gm)].map((match) => match[1]);
    expect(names).toEqual(Object.keys(envSchema.shape));
  });

  it('names the variable that is wrong', () => {
    expect(() => readEnv({ GENOMASTER_PUBLIC_URL: 'javascript:alert(1)' })).toThrow(/GENOMASTER_PUBLIC_URL/);
    expect(() => readEnv({ GENOMASTER_PORT: 'seven' })).toThrow(/GENOMASTER_PORT/);
  });
});
