import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';
import type { BundledFunction } from '../bundle/bundle-functions.ts';
import type {
  BundleMemory,
  RememberedFunction,
  RememberedSlice,
  RememberedValidators,
} from '../bundle/bundle-memory.ts';
import { hashOf, type OutputState } from '../output-directory.ts';

/** Bundles as the cache keeps them: without their code, which lies in the output directory; files by their number. */
export interface KeptBundles {
  readonly files: readonly string[];
  readonly functions: readonly KeptFunction[];
  readonly modules: Metafile['inputs'];
  /** What the validators of each function were asked for by. */
  readonly validators: readonly (readonly [name: string, key: string])[];
}

interface KeptFunction {
  readonly name: string;
  readonly made: string;
  readonly slice?: RememberedSlice | undefined;
  readonly reached: readonly number[];
  readonly bundled: Omit<BundledFunction, 'code' | 'sourceMap' | 'inputs'> & { readonly inputs: readonly number[] };
}

/** What is kept of bundles. */
export function keepBundles({ functions, modules, validators }: BundleMemory): KeptBundles {
  const numbers = new Map<string, number>();
  const numberOf = (file: string): number => {
    const number = numbers.get(file) ?? numbers.size;
    numbers.set(file, number);
    return number;
  };
  const kept = [...functions].map(([name, { made, slice, reached, bundled }]): KeptFunction => {
    const { code: _, sourceMap: __, inputs, ...rest } = bundled;
    return { name, made, slice, reached: reached.map(numberOf), bundled: { ...rest, inputs: inputs.map(numberOf) } };
  });
  const keys = [...validators].map(([name, { key }]) => [name, key] as const);
  return { files: [...numbers.keys()], functions: kept, modules, validators: keys };
}

/** The bundles that were kept and still lie in the output directory as they were written. */
export function findBundles(
  { files, functions, modules, validators }: KeptBundles,
  outDir: string,
  outputs: ReadonlyMap<string, OutputState>,
): BundleMemory {
  const fileOf = (number: number): string => files[number] ?? '';
  const found = functions.flatMap(
    ({ name, made, slice, reached, bundled }): readonly [string, RememberedFunction][] => {
      const code = textOf(`functions/${name}/index.mjs`, outDir, outputs);
      const map = `maps/${name}.mjs.map`;
      const sourceMap = textOf(map, outDir, outputs);
      if (code === undefined || (outputs.has(map) && sourceMap === undefined)) return [];
      const inputs = bundled.inputs.map(fileOf);
      return [[name, { made, slice, reached: reached.map(fileOf), bundled: { ...bundled, inputs, code, sourceMap } }]];
    },
  );
  const generated = validators.flatMap(([name, key]): readonly [string, RememberedValidators][] => {
    const code = textOf(`functions/${name}/validators.mjs`, outDir, outputs);
    return code === undefined ? [] : [[name, { key, code }]];
  });
  return { functions: new Map(found), modules, validators: new Map(generated) };
}

function textOf(name: string, outDir: string, outputs: ReadonlyMap<string, OutputState>): string | undefined {
  const file = join(outDir, name);
  const state = outputs.get(name);
  if (state === undefined || !existsSync(file)) return undefined;
  const content = readFileSync(file);
  return hashOf(content) === state.content ? content.toString() : undefined;
}
