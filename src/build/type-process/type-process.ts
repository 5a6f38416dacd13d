/** The process that reads types, beside all else that a build does. Started by type-readers.ts; it ends with the build. */
// First of all: loading the compiler takes a while too.
import './parent-watch.ts';
import { serveTypes } from './serve-types.ts';

serveTypes(new Map());
