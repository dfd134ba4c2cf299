#!/bin/sh
# Stands in for Prisma's native schema engine while the client is generated: see prisma.config.ts.
case "$1" in
  --version)
    echo "schema-engine-cli stub"
    exit 0
    ;;
esac
echo "This is not Prisma's schema engine. To make or check migrations: npm run db:migration" >&2
exit 1
