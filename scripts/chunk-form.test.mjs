import { expect, test } from "vitest";
import { asCommonJs, wrapped } from "./chunk-form.mjs";

/** What a chunk exports, given what it imports. */
async function evaluate(text, imports = {}) {
  const module = { exports: {} };
  const run = new Function(`return ${wrapped(await asCommonJs(text))}`)();
  run(module.exports, (id) => imports[id], module, "", "");
  return module.exports;
}

test("exports are plain properties, also renamed ones, default ones and those of another chunk", async () => {
  const exports = await evaluate(
    `import { x } from "./chunk-a.js"; import fs from "node:fs";
     export function f() { return x() + fs.y; }
     var made = 3, name_default = 4;
     export { made as c, x as d, name_default as default };`,
    { "./chunk-a.js": { x: () => 1 }, "node:fs": { y: 2 } },
  );
  expect(exports.f()).toBe(3);
  expect(exports.d()).toBe(1);
  expect(exports).toMatchObject({ c: 3, default: 4 });
  for (const key of Object.keys(exports))
    expect(Object.getOwnPropertyDescriptor(exports, key)).toHaveProperty("value");
});

test("an export that is assigned later is asked for each time", async () => {
  const exports = await evaluate("var n = 0, m = 1; function next() { n += 1; } export { n, m, next };");
  exports.next();
  expect(exports.n).toBe(1);
  expect(Object.getOwnPropertyDescriptor(exports, "m")).toHaveProperty("value", 1);
});

test("a chunk that exports nothing runs, and one that is imported later is not copied", async () => {
  expect(await evaluate("1 + 1;")).toEqual({});
  const chunk = { command: 1 };
  const { load } = await evaluate(`export const load = () => import("./chunk-b.js");`, {
    "./chunk-b.js": chunk,
  });
  expect(await load()).toBe(chunk);
});

test("texts are ASCII and mean what they meant", async () => {
  const text = "export const found = [/µ/.test('µ'), 'é', `ü${'😀'}`];";
  expect(await asCommonJs(text)).toMatch(/^[\0-\x7f]*$/);
  expect((await evaluate(text)).found).toEqual([true, "é", "ü😀"]);
});
