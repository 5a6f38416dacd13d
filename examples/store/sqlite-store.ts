import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Store, StoredDocument } from './store.ts';

/**
 * Documents in a SQLite file that all functions of this machine share. The file is EXAMPLES_DATABASE, else one in the
 * directory for temporary files.
 */
export function openSqliteStore<TDocument extends StoredDocument>(kind: string): Store<TDocument> {
  const database = new DatabaseSync(process.env['EXAMPLES_DATABASE'] ?? join(tmpdir(), 'lambdabus-examples.sqlite'));
  // Several processes write to the file: each waits for its turn.
  database.exec('PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
  database.exec(`CREATE TABLE IF NOT EXISTS "${kind}" (id TEXT PRIMARY KEY, document TEXT NOT NULL) WITHOUT ROWID`);
  const get = database.prepare(`SELECT document FROM "${kind}" WHERE id = ?`);
  const create = database.prepare(`INSERT INTO "${kind}" VALUES (?, ?) ON CONFLICT (id) DO NOTHING`);
  const replace = database.prepare(`INSERT OR REPLACE INTO "${kind}" VALUES (?, ?)`);
  const list = database.prepare(`SELECT document FROM "${kind}" WHERE id > ? ORDER BY id LIMIT ?`);
  const parse = (row: unknown): TDocument => JSON.parse((row as { document: string }).document);

  return {
    async get(id) {
      const row = get.get(id);
      return row === undefined ? undefined : parse(row);
    },
    async create(document) {
      return create.run(document.id, JSON.stringify(document)).changes === 1;
    },
    async replace(document) {
      replace.run(document.id, JSON.stringify(document));
    },
    async list(limit, after = '') {
      const items = list.all(after, limit).map(parse);
      const last = items.at(-1);
      return { items, ...(items.length === limit && last !== undefined ? { next: last.id } : {}) };
    },
  };
}
