import { fileURLToPath } from "node:url";
import { defineConfig } from "prisma/config";

export default defineConfig({
  schema: fileURLToPath(new URL("./schema.prisma", import.meta.url)),
  migrations: { path: fileURLToPath(new URL("./migrations", import.meta.url)) },
});
