import { PrismaPg } from '@prisma/adapter-pg';
import { ColumnTypeEnum, type SqlQuery } from '@prisma/driver-adapter-utils';
import type pg from 'pg';

/** OIDs of PostgreSQL's one-byte `"char"` and of varchar. */
const CHAR = 18;
const VARCHAR = 1043;

type Adapter = Awaited<ReturnType<PrismaPg['connect']>>;

/**
 * Prisma's pg adapter as the wasm schema engine needs it. The published one fails it in two ways: catalogue queries
 * return `"char"`, which must reach the engine as a character (as text it panics on PostgreSQL 18), and a script is split
 * at each semicolon, those inside function bodies too.
 */
export class MigrationAdapter extends PrismaPg {
  constructor(private readonly pool: pg.Pool) {
    super(pool);
  }

  override async connect(): Promise<Adapter> {
    return patch(await super.connect(), this.pool);
  }
}

function patch(adapter: Adapter, pool: pg.Pool): Adapter {
  const performIO: unknown = Reflect.get(adapter, 'performIO');
  if (typeof performIO !== 'function')
    throw new Error('@prisma/adapter-pg has changed: look at this patch again');
  const charColumns = new WeakMap<SqlQuery, number[]>();
  Reflect.set(adapter, 'performIO', async (query: SqlQuery) => {
    const result: pg.QueryResult = await Reflect.apply(performIO, adapter, [query]);
    const columns: number[] = [];
    for (const [index, field] of result.fields.entries()) {
      if (field.dataTypeID !== CHAR) continue;
      field.dataTypeID = VARCHAR;
      columns.push(index);
    }
    charColumns.set(query, columns);
    return result;
  });
  const queryRaw = adapter.queryRaw.bind(adapter);
  adapter.queryRaw = async (query) => {
    const result = await queryRaw(query);
    for (const index of charColumns.get(query) ?? []) result.columnTypes[index] = ColumnTypeEnum.Character;
    return result;
  };
  adapter.executeScript = async (script) => {
    await pool.query(script);
  };
  return adapter;
}
