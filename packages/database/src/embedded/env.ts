import { delimiter } from 'node:path';

/** Folders in which the machine's programs are looked for. */
export function searchPath(): string[] {
  return (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
}

/** Environment of a Postgres program: no `PG*` variable of the user leaks into it. */
export function postgresEnvironment(libraries: string | null): NodeJS.ProcessEnv {
  const environment: NodeJS.ProcessEnv = { ...process.env, LC_ALL: 'C' };
  for (const name of Object.keys(environment)) if (name.startsWith('PG')) delete environment[name];
  const loaderPath = process.platform === 'darwin' ? 'DYLD_LIBRARY_PATH' : 'LD_LIBRARY_PATH';
  if (libraries !== null) environment[loaderPath] = libraries;
  return environment;
}
