/** Something with an id, as JSON. */
export interface StoredDocument {
  readonly id: string;
}

/** A page of documents. */
export interface Page<TDocument> {
  readonly items: readonly TDocument[];
  /** Where the next page begins; absent on the last. */
  readonly next?: string;
}

/** Keeps documents by their ids: DynamoDB when deployed, a SQLite file on a developer's machine. */
export interface Store<TDocument extends StoredDocument> {
  get(id: string): Promise<TDocument | undefined>;
  /** Puts a document; false when there is one of that id already. */
  create(document: TDocument): Promise<boolean>;
  replace(document: TDocument): Promise<void>;
  /** Documents by id, from after `after` on. */
  list(limit: number, after?: string): Promise<Page<TDocument>>;
}

/**
 * Opens the store of a kind of documents: the DynamoDB table that the environment variable names, else a SQLite file.
 * Only the adapter that is used is loaded.
 */
export async function openStore<TDocument extends StoredDocument>(
  kind: string,
  tableVariable: string,
): Promise<Store<TDocument>> {
  const table = process.env[tableVariable];
  if (table !== undefined) {
    const { openDynamoStore } = await import('./dynamo-store.ts');
    return openDynamoStore<TDocument>(table);
  }
  const { openSqliteStore } = await import('./sqlite-store.ts');
  return openSqliteStore<TDocument>(kind);
}
