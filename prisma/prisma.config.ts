import { chmodSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'prisma/config';

/** Commands that read the schema only. Prisma's CLI wants the native schema engine on disk even for these. */
const ENGINE_FREE_COMMANDS = ['generate', 'validate', 'format', 'version', '-v', '--version'];

// Without network the CLI cannot download an engine these commands never run. The stub stands in for it here and nowhere
// else, and it fails when it is asked to work, so that no command can seem to have changed a database.
if (ENGINE_FREE_COMMANDS.includes(process.argv[2] ?? '') && process.platform !== 'win32') {
  const stub = fileURLToPath(new URL('./engineStub.sh', import.meta.url));
  chmodSync(stub, 0o755);
  process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= stub;
}
// No look-ups for newer versions.
process.env.CHECKPOINT_DISABLE ??= '1';

export default defineConfig({
  schema: fileURLToPath(new URL('./schema.prisma', import.meta.url)),
  migrations: { path: fileURLToPath(new URL('./migrations', import.meta.url)) },
});
