import type { ts } from '../compiler.ts';

/** Where in a type the reading is: for the words and the position of an error. */
export interface Place {
  /** Whose type it is, such as `SupportCaseApi.open`. */
  readonly subject: string;
  /** The way from the root, such as `parameter.filter.from[]`. */
  readonly path: string;
  /** The innermost node in the user's sources that stands for it. */
  readonly node: ts.Node;
}

/** The place of a part: a property, an element, a key. */
export function within(place: Place, label: string, node?: ts.Node | undefined): Place {
  return { subject: place.subject, path: place.path + label, node: node ?? place.node };
}

/** How a property is written behind the path of its object. */
export function propertyLabel(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
}
