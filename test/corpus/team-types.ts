import type { CorpusEntry } from './corpus.ts';

/** Types as the services of teams have them: inferred, generated, computed, and of packages for validation. */
export const teamTypes: readonly CorpusEntry[] = [
  {
    title: 'what zod infers',
    declarations:
      'import * as z from "zod"; const S = z.object({ role: z.enum(["a", "b"]), tags: z.array(z.string()).optional(), d: z.discriminatedUnion("t", [z.object({ t: z.literal("x"), at: z.date() }), z.object({ t: z.literal("y"), n: z.bigint() })]) });',
    type: 'z.infer<typeof S>',
    accepted: ['{ role: "a", d: { t: "x", at: new Date(0) } }', '{ role: "b", tags: [], d: { t: "y", n: 1n } }'],
    refused: ['{ role: "c", d: { t: "y", n: 1n } }', '{ role: "a", d: { t: "x" } }', '{ role: "a", d: { t: "z" } }'],
  },
  {
    title: 'what zod infers of a getter that refers to its schema',
    declarations:
      'import * as z from "zod"; const Tree = z.object({ v: z.string(), get kids() { return z.array(Tree); } });',
    type: 'z.infer<typeof Tree>',
    accepted: ['{ v: "a", kids: [{ v: "b", kids: [] }] }'],
    refused: ['{ v: "a", kids: [{ v: 1, kids: [] }] }', '{ v: "a" }'],
  },
  {
    title: 'what valibot infers',
    declarations:
      'import * as v from "valibot"; const S = v.object({ a: v.optional(v.string()), v: v.variant("t", [v.object({ t: v.literal("x"), d: v.date() }), v.object({ t: v.literal("y") })]) });',
    type: 'v.InferOutput<typeof S>',
    accepted: ['{ v: { t: "y" } }', '{ a: "s", v: { t: "x", d: new Date(1) } }'],
    refused: ['{ v: { t: "x" } }', '{ a: 1, v: { t: "y" } }'],
  },
  {
    title: 'what ArkType infers',
    declarations: `import { type } from "arktype"; const S = type({ "a?": "string", b: "'x' | 'y'", c: "Date[]" });`,
    type: 'typeof S.infer',
    accepted: ['{ b: "x", c: [] }', '{ a: "s", b: "y", c: [new Date(0)] }'],
    refused: ['{ b: "z", c: [] }', '{ b: "x" }', '{ b: "x", c: [1] }'],
  },
  {
    title: 'the JSON of an ORM, lists as interfaces of their own',
    declarations:
      'type JsonValue = string | number | boolean | JsonObject | JsonArray | null; interface JsonArray extends Array<JsonValue> {} type JsonObject = { [Key in string]?: JsonValue };',
    type: '{ id: bigint; data: JsonValue; list: JsonArray }',
    accepted: ['{ id: 1n, data: { a: [1, { b: null }] }, list: [[]] }', '{ id: 0n, data: null, list: [] }'],
    refused: ['{ id: 1n, data: null, list: {} }', '{ id: 1n, list: [] }'],
  },
  {
    title: 'the selection of an ORM',
    declarations:
      'interface User { id: number; email: string; posts: Post[] } interface Post { id: number; title: string; author: User } type Selected<S> = { [K in keyof S as K extends keyof User ? K : never]: K extends keyof User ? (S[K] extends true ? User[K] : User[K] extends (infer I)[] ? { [P in keyof S[K] & keyof I]: I[P] }[] : never) : never };',
    type: 'Selected<{ id: true; posts: { title: true } }>',
    accepted: ['{ id: 1, posts: [{ title: "t" }] }', '{ id: 1, posts: [] }'],
    refused: ['{ id: "1", posts: [] }', '{ id: 1, posts: [{ title: 2 }] }', '{ id: 1 }'],
  },
  {
    title: 'a response of generated OpenAPI types',
    declarations:
      'interface paths { "/pets/{id}": { get: { responses: { 200: { content: { "application/json": components["schemas"]["Pet"] } } } } } } interface components { schemas: { Pet: { id: number; status?: "free" | "sold"; owner?: components["schemas"]["Owner"] }; Owner: { pets?: components["schemas"]["Pet"][] } } }',
    type: 'paths["/pets/{id}"]["get"]["responses"][200]["content"]["application/json"]',
    accepted: ['{ id: 1 }', '{ id: 1, status: "sold", owner: { pets: [{ id: 2, owner: {} }] } }'],
    refused: ['{ id: 1, status: "lost" }', '{ id: 1, owner: { pets: [{}] } }'],
  },
  {
    title: 'deeply readonly, built-ins left whole',
    declarations:
      'type Deep<T> = T extends Date | bigint | string | number | boolean | null | undefined ? T : T extends Map<infer K, infer V> ? ReadonlyMap<Deep<K>, Deep<V>> : T extends (infer I)[] ? readonly Deep<I>[] : { readonly [K in keyof T]: Deep<T[K]> };',
    type: 'Deep<{ lines: { at: Date }[]; index: Map<string, { n: bigint }> }>',
    accepted: ['{ lines: [{ at: new Date(0) }], index: new Map([["a", { n: 1n }]]) }'],
    refused: ['{ lines: [{}], index: new Map() }', '{ lines: [] }'],
  },
  {
    title: 'discriminated unions within one another',
    declarations:
      'type Shape = { kind: "circle"; r: number } | { kind: "poly"; fill: { mode: "solid"; color: string } | { mode: "gradient"; stops: [number, string][] } } | { kind: "group"; children: Shape[] };',
    type: 'Shape',
    accepted: [
      '{ kind: "circle", r: 1 }',
      '{ kind: "group", children: [{ kind: "poly", fill: { mode: "gradient", stops: [[0, "red"]] } }] }',
    ],
    refused: ['{ kind: "poly", fill: { mode: "solid" } }', '{ kind: "group", children: [{ kind: "square" }] }'],
  },
  {
    title: 'an intersection of unions',
    type: '({ a: "x" } | { a: "y"; at: Date }) & ({ b: 1 } | { b: 2; big: bigint })',
    accepted: ['{ a: "x", b: 1 }', '{ a: "y", at: new Date(0), b: 2, big: 3n }'],
    refused: ['{ a: "y", b: 1 }', '{ a: "x", b: 2 }', '{ a: "z", b: 1 }'],
  },
  {
    title: 'ids with brands, as keys of a map',
    declarations:
      'declare const brand: unique symbol; type Brand<T, N extends string> = T & { readonly [brand]: N }; type UserId = Brand<string, "UserId">; type OrderId = Brand<number, "OrderId">;',
    type: '{ m: Map<UserId, OrderId> }',
    accepted: ['{ m: new Map([["u" as UserId, 1 as OrderId]]) }', '{ m: new Map() }'],
    refused: ['{ m: 3 }', '{}'],
  },
  {
    title: 'one or the other',
    declarations:
      'type Without<T, U> = { [P in Exclude<keyof T, keyof U>]?: never }; type XOR<T, U> = (Without<T, U> & U) | (Without<U, T> & T);',
    type: 'XOR<{ email: string }, { phone: string }>',
    accepted: ['{ email: "e" }', '{ phone: "p" }'],
    refused: ['{ email: "e", phone: "p" }', '{}', '{ email: 1 }'],
  },
  {
    title: 'a distributive Omit',
    declarations: 'type DOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;',
    type: 'DOmit<{ t: "a"; a: 1; x: 0 } | { t: "b"; at: Date; x: 0 }, "x">',
    accepted: ['{ t: "a", a: 1 }', '{ t: "b", at: new Date(0) }'],
    refused: ['{ t: "a" }', '{ t: "b", at: 0 }'],
  },
  {
    title: 'keys that are remapped',
    declarations: 'type Getters<T> = { [K in keyof T as `get${Capitalize<K & string>}`]: T[K] };',
    type: 'Getters<{ name: string; at: Date }>',
    accepted: ['{ getName: "n", getAt: new Date(0) }'],
    refused: ['{ name: "n", at: new Date(0) }', '{ getName: 1, getAt: new Date(0) }'],
  },
  {
    title: 'what a function returns, awaited',
    declarations:
      'declare function load(): Promise<{ at: Date; list: { n: number }[]; big: Map<string, bigint> } | undefined>;',
    type: 'NonNullable<Awaited<ReturnType<typeof load>>>',
    accepted: ['{ at: new Date(0), list: [{ n: 1 }], big: new Map([["a", 1n]]) }'],
    refused: ['{ at: new Date(0), list: [{}], big: new Map() }', '{ list: [], big: new Map() }'],
  },
  {
    title: 'tuples with rests of casts',
    type: '{ t: [Date, bigint?, ...boolean[]]; e: []; n: [x: number, y: number, label?: string] }',
    accepted: ['{ t: [new Date(0), 1n, true], e: [], n: [1, 2, "l"] }', '{ t: [new Date(0)], e: [], n: [1, 2] }'],
    refused: [
      '{ t: [], e: [], n: [1, 2] }',
      '{ t: [new Date(0)], e: [], n: [1] }',
      '{ t: [new Date(0), 1n, 2], e: [], n: [1, 2] }',
    ],
  },
  {
    title: 'a tuple joined of tuples',
    declarations: 'type Concat<A extends unknown[], B extends unknown[]> = [...A, ...B];',
    type: '{ t: Concat<[1, 2], ["a"]> }',
    accepted: ['{ t: [1, 2, "a"] }'],
    refused: ['{ t: [1, 2] }', '{ t: [1, "a", 2] }'],
  },
  {
    title: 'a list that is a tuple too',
    type: '{ l: string[] & [string, ...string[]] }',
    accepted: ['{ l: ["a"] }', '{ l: ["a", "b"] }'],
    refused: ['{ l: [] }', '{ l: [1] }'],
  },
  {
    title: 'NoInfer and ThisType, which say nothing of values',
    type: '{ v: NoInfer<Date>; o: { a: 1 } & ThisType<Date> }',
    accepted: ['{ v: new Date(0), o: { a: 1 } }'],
    refused: ['{ v: 1, o: { a: 1 } }', '{ v: new Date(0), o: {} }'],
  },
  {
    title: 'constants and their types',
    declarations:
      'const CONFIG = { a: 1, list: ["x", "y"], nested: { at: "z" } } as const; const KINDS = ["a", "b"] as const;',
    type: '{ c: typeof CONFIG; k: (typeof KINDS)[number] }',
    accepted: ['{ c: { a: 1, list: ["x", "y"], nested: { at: "z" } }, k: "b" }'],
    refused: ['{ c: { a: 1, list: ["x"], nested: { at: "z" } }, k: "b" }', '{ c: CONFIG, k: "c" }'],
  },
  {
    title: 'an interface in two parts, and one with this',
    declarations: 'interface M { a: string } interface M { b: Date } interface N { next?: this; v: number }',
    type: '{ m: M; n: N }',
    accepted: ['{ m: { a: "x", b: new Date(0) }, n: { v: 1, next: { v: 2 } } }'],
    refused: ['{ m: { a: "x" }, n: { v: 1 } }', '{ m: { a: "x", b: new Date(0) }, n: { v: 1, next: {} } }'],
  },
  {
    title: 'enums of all kinds',
    declarations:
      'enum Level { Low, Mid = 5, High } enum Color { Red = "RED", Blue = "BLUE" } enum Bits { A = 1 << 2, B = A | 1 }',
    type: '{ r: Partial<Record<Color, Date>>; l: Level; one: Color.Red; b: Bits }',
    accepted: [
      '{ r: { RED: new Date(0) }, l: Level.High, one: Color.Red, b: Bits.B }',
      '{ r: {}, l: 0, one: Color.Red, b: 4 }',
    ],
    refused: [
      '{ r: {}, l: 7, one: Color.Red, b: 4 }',
      '{ r: {}, l: 0, one: Color.Blue, b: 4 }',
      '{ r: { RED: 1 }, l: 0, one: Color.Red, b: 5 }',
    ],
  },
  {
    title: '@types/aws-lambda S3Event',
    declarations: 'import type { S3Event } from "aws-lambda";',
    type: 'S3Event',
    accepted: ['{ Records: [] }'],
    refused: ['{ Records: [{}] }', '{}'],
  },
  {
    title: '@types/json-schema, whose lists are interfaces',
    declarations: 'import type { JSONSchema7 } from "json-schema";',
    type: '{ s: JSONSchema7 }',
    accepted: [
      '{ s: { type: "object", properties: { a: { const: [1, [null]] }, b: true }, required: ["a"] } }',
      '{ s: {} }',
    ],
    refused: ['{ s: { type: "thing" } }', '{ s: { properties: { a: 1 } } }'],
  },
  {
    title: '@types/mdast Root',
    declarations: 'import type { Root } from "mdast";',
    type: '{ r: Root }',
    accepted: [
      '{ r: { type: "root", children: [{ type: "heading", depth: 1, children: [{ type: "text", value: "t" }] }] } }',
    ],
    refused: [
      '{ r: { type: "root" } }',
      '{ r: { type: "root", children: [{ type: "heading", depth: 7, children: [] }] } }',
    ],
  },
  {
    title: '@octokit/openapi-types repository, in part',
    declarations: 'import type { components } from "@octokit/openapi-types";',
    type: '{ r: Pick<components["schemas"]["repository"], "id" | "name" | "visibility" | "topics" | "pushed_at"> }',
    accepted: [
      '{ r: { id: 1, name: "n", pushed_at: null } }',
      '{ r: { id: 1, name: "n", topics: ["t"], pushed_at: "2026-01-01T00:00:00Z" } }',
    ],
    refused: ['{ r: { id: 1, name: 2, pushed_at: null } }', '{ r: { id: 1, name: "n" } }'],
  },
];
