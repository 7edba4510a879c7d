import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Route, routes } from "@tutti/agent-api";
import { expect, test } from "vitest";
import type { Shape } from "./shape.ts";

/**
 * What is accepted is done: a parameter or a field that is declared and that
 * no source names is a promise that nobody keeps. The compiler sees the other
 * half, since nothing that is not declared can be read.
 */
const server = fileURLToPath(new URL("..", import.meta.url));
const agent = fileURLToPath(new URL("../../../agent/src", import.meta.url));

function sourcesOf(folder: string): readonly (readonly [string, string])[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
    .map((name) => [join(folder, name), readFileSync(join(folder, name), "utf8")] as const);
}

const sources = [...sourcesOf(server), ...sourcesOf(agent)];

/** These are given to a helper that reads parameters of several routes alike. */
const READ_BY_HELPER = /readParameters\(|namesOfQuery\(|conflictingFlags\(|relayMistake\(|decode\(/;

const declared = (routes as readonly Route[]).flatMap((route) =>
  Object.keys(route.query ?? {}).map((name) => [route.id, name] as const),
);

test.each(declared)("%s reads its parameter %s", (id, name) => {
  const naming = sources.filter(([, text]) => text.includes(`"${id}"`));
  const reads = new RegExp(`\\.(text|texts|flag|uint|boolean|given)\\(\\s*"${name}"`);
  const read = naming.some(([, text]) => text.includes(`.of(`) && reads.test(text));
  const byHelper =
    naming.some(([, text]) => READ_BY_HELPER.test(text)) &&
    sources.some(([, text]) => reads.test(text) || text.includes(`"${name}"`));
  expect(read || byHelper).toBe(true);
});

test("each route that is served declares what it reads, and nothing is read past the declaration", () => {
  for (const [path, text] of sources) {
    for (const [, id] of text.matchAll(/\.of\("([a-z.-]+)"\)/g))
      expect([path, (routes as readonly Route[]).some((route) => route.id === id)]).toEqual([path, true]);
    expect([path, /query\.(get|has|all)\(/.test(text)]).toEqual([path, false]);
  }
});

/** All fields of a shape that are not said to be ignored. */
function fieldsOf(shape: Shape): readonly string[] {
  if (shape.kind === "list" || shape.kind === "map" || shape.kind === "pointer") return fieldsOf(shape.of);
  if (shape.kind !== "struct") return [];
  return Object.entries(shape.fields)
    .filter(([, field]) => field.ignored === undefined)
    .flatMap(([name, field]) => [name, ...fieldsOf(field.shape)]);
}

/** Read whole, and shown as they are. */
const SHOWN_WHOLE = ["withoutZeros", "definitionRecord", "proxyRecord"];

const bodies = sources.filter(([path]) => path.endsWith("/bodies.ts") || path.endsWith("/proxy-bodies.ts"));

test.each(bodies.map(([path]) => path.slice(path.indexOf("/src/") + 5)).map((name) => [name]))(
  "each field that %s declares is named by a source, or says why it is not",
  async (name) => {
    const found = bodies.filter(([path]) => path.endsWith(`/src/${name}`));
    for (const [path] of found) {
      const module: Readonly<Record<string, Shape>> = await import(path);
      const others = sources.filter(([other]) => !bodies.some(([body]) => body === other));
      const whole = others.some(([, text]) => SHOWN_WHOLE.some((reader) => text.includes(reader)));
      for (const shape of Object.values(module))
        for (const field of new Set(fieldsOf(shape))) {
          const named = others.some(([, text]) => new RegExp(`\\b${field}\\b`).test(text));
          expect([path, field, named || (whole && path.includes("proxy-bodies"))]).toEqual([
            path,
            field,
            true,
          ]);
        }
    }
  },
);
