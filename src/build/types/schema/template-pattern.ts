import { ts } from '../compiler.ts';

const numberPattern = '[+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d+)?';

/** The regular expression of a template literal type, such as `^order-\d+$`; undefined for what no pattern says. */
export function templatePattern(type: ts.TemplateLiteralType): string | undefined {
  const body = templateBody(type);
  return body === undefined ? undefined : `^${body}$`;
}

function templateBody(type: ts.TemplateLiteralType): string | undefined {
  let body = '';
  for (const [index, text] of type.texts.entries()) {
    body += escapePattern(text);
    const hole = type.types[index];
    if (hole === undefined) continue;
    const pattern = holePattern(hole);
    if (pattern === undefined) return undefined;
    body += pattern;
  }
  return body;
}

function holePattern(hole: ts.Type): string | undefined {
  if (hole.isUnion()) {
    const members = hole.types.map(holePattern);
    return members.includes(undefined) ? undefined : `(?:${members.sort().join('|')})`;
  }
  if (hole.isStringLiteral()) return escapePattern(hole.value);
  if (hole.flags & ts.TypeFlags.TemplateLiteral) return templateBody(hole as ts.TemplateLiteralType);
  if (hole.flags & ts.TypeFlags.StringMapping) return casedPattern(hole as ts.StringMappingType);
  if (hole.flags & ts.TypeFlags.Number) return numberPattern;
  if (hole.flags & ts.TypeFlags.BigInt) return '-?\\d+';
  if (hole.flags & (ts.TypeFlags.String | ts.TypeFlags.Any)) return '[\\s\\S]*';
  return undefined;
}

/** `Uppercase<string>` and its like: what the pattern can say is which letters there are not. */
export function casedPattern(type: ts.StringMappingType): string | undefined {
  switch (type.symbol.name) {
    case 'Uppercase':
      return '[^\\p{Ll}]*';
    case 'Lowercase':
      return '[^\\p{Lu}]*';
    case 'Capitalize':
      return '(?:[^\\p{Ll}][\\s\\S]*)?';
    case 'Uncapitalize':
      return '(?:[^\\p{Lu}][\\s\\S]*)?';
    default:
      return undefined;
  }
}

function escapePattern(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
