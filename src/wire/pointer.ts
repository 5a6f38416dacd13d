/** A step into a value: an index of a list is a number, the name of a member (or a fixed position) is a string. */
export type PathSegment = string | number;

/** A JSON Pointer (RFC 6901), such as `/rows/0/id`; the value itself is `""`. */
export function toPointer(path: readonly PathSegment[]): string {
  return path.map((segment) => `/${String(segment).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
