const requireLine =
  "import{createRequire as __lambdabusRequire}from'node:module';const require=__lambdabusRequire(import.meta.url);";
const placeLine = 'const __filename=import.meta.filename,__dirname=import.meta.dirname;';

/**
 * Gives a bundle what CommonJS packages in it expect and an ES module does not have: `require` for Node's own modules,
 * and the place they lie at. Only where the bundle asks for it, so that others stay as they are.
 */
export function giveRequire(code: string): { readonly code: string; readonly addedLines: number } {
  // What esbuild's stand-in for `require` says where there is none.
  const needsRequire = code.includes('Dynamic require of "');
  const needsPlace = /\b__(?:dirname|filename)\b/.test(code);
  if (!needsRequire && !needsPlace) return { code, addedLines: 0 };
  return { code: `${needsRequire ? requireLine : ''}${needsPlace ? placeLine : ''}\n${code}`, addedLines: 1 };
}
