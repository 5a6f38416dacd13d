/** What who installs the package gets, besides what publint and attw check of it. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { beforeAll, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..', '..');
/** Reached by a link, a heading's words joined as GitHub does it. */
const slug = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\w\- ]/g, '')
    .replaceAll(' ', '-');

let files: readonly string[];

beforeAll(() => {
  const output = execFileSync('npm', ['pack', '--dry-run', '--ignore-scripts', '--json'], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [packed]: readonly { readonly files: readonly { readonly path: string }[] }[] = JSON.parse(output);
  files = packed?.files.map(({ path }) => path) ?? [];
});

/** The pages in the package, and what they link to by a path of their own, with the page's place. */
function links(): readonly { readonly page: string; readonly path: string; readonly anchor: string | undefined }[] {
  return files
    .filter((file) => file.endsWith('.md'))
    .flatMap((page) =>
      [...text(page).matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g)].map(([, target = '', anchor]) => ({
        page,
        path: target === '' ? page : normalize(join(dirname(page), target)),
        anchor,
      })),
    );
}

/** A page without its code. */
function text(page: string): string {
  return readFileSync(join(root, page), 'utf8').replaceAll(/^```[\s\S]*?^```$/gm, '');
}

test('every link of its pages leads to something in it', () => {
  const dead = links().filter(
    ({ path }) => !files.some((file) => file === path || file.startsWith(`${path.replace(/\/$/, '')}/`)),
  );

  expect(links().length).toBeGreaterThan(40);
  expect(dead).toEqual([]);
});

test('every link to a section leads to one', () => {
  const sections = links().filter(({ anchor }) => anchor !== undefined);
  const dead = sections.filter(
    ({ path, anchor }) => ![...text(path).matchAll(/^#+ (.*)$/gm)].some(([, heading = '']) => slug(heading) === anchor),
  );

  expect(sections.length).toBeGreaterThan(0);
  expect(dead).toEqual([]);
});

test('it holds no tests, no benchmarks, and nothing that examples made', () => {
  expect(files.filter((file) => /^(?:test|bench)\/|\.test\.|node_modules|\.lambdabus|cdk\.out/.test(file))).toEqual([]);
});

test('it runs nothing when it is installed', () => {
  // `prepare` is for who installs it from git: a registry's package has been built.
  const { scripts }: { readonly scripts: Readonly<Record<string, string>> } = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  );

  expect(Object.keys(scripts).filter((name) => ['preinstall', 'install', 'postinstall'].includes(name))).toEqual([]);
  expect(files).not.toContain('binding.gyp');
});
