import type { TestProject } from 'vitest/node';
import { startTestServer } from './testDatabase.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Server that the test files of a run share, each with a database of its own. */
    postgresUrl: string | undefined;
  }
}

/** For `globalSetup` of a vitest project: one Postgres for all its files, since making one takes the longest. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startTestServer();
  project.provide('postgresUrl', server.url);
  return server.stop;
}
