/** The process that reads types, beside all else that a build does. Started by type-readers.ts; it ends with the build. */
import { serveTypes } from './serve-types.ts';

serveTypes(new Map());
