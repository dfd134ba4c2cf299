/** Environment of a Postgres program: no `PG*` variable of the user leaks into it. */
export function postgresEnvironment(libraries: string | null): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('PG'));
  const loaderPath = process.platform === 'darwin' ? 'DYLD_LIBRARY_PATH' : 'LD_LIBRARY_PATH';
  return { ...Object.fromEntries(inherited), LC_ALL: 'C', ...(libraries && { [loaderPath]: libraries }) };
}
