import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { envSchema, readEnv } from './env.ts';

const example = readFileSync(new URL('../../../.env.example', import.meta.url), 'utf8');

/** Variables of the example file, commented out or not. */
function exampleVariables(): Map<string, string> {
  const lines = example.matchAll(/^(?:# )?([A-Z][A-Z_]+)=(.*)$/gm);
  return new Map([...lines].map(([, name = '', value = '']) => [name, value]));
}

describe('readEnv', () => {
  it('needs nothing', () => {
    const env = readEnv({});
    expect(env.GENOMASTER_PORT).toBe(4000);
    expect(env.NASCHAIN_HOME).toMatch(/\.naschain$/);
  });

  it('names the variable that is wrong', () => {
    expect(() => readEnv({ GENOMASTER_PORT: 'many' })).toThrow(/GENOMASTER_PORT/);
    expect(() => readEnv({ OPERATOR_TOKEN: 'short' })).toThrow(/OPERATOR_TOKEN/);
    expect(() => readEnv({ LEASE_SECONDS: '5', HEARTBEAT_SECONDS: '5' })).toThrow(/LEASE_SECONDS/);
  });

  it('has every variable in .env.example, with its default', () => {
    const variables = exampleVariables();
    const defaults = envSchema.parse({});
    for (const name of Object.keys(envSchema.shape)) {
      expect(variables.has(name), name).toBe(true);
      const value = defaults[name as keyof typeof defaults];
      if (value !== undefined) expect(variables.get(name), name).toBe(String(value));
    }
  });
});
