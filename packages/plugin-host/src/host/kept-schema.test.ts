/** What a plugin said of itself is kept for the next command, which does not start it. */

import { createHash } from "node:crypto";
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { schemaOf } from "@tutti/plugin";
import { createRealRuntime, type Runtime } from "@tutti/runtime";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { kitSchema, type OpenPlugin, openPlugin } from "../../testkit/open-plugin.ts";
import { PluginHost } from "./plugin-host.ts";

let home = "";
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "tutti-kept-schema-"));
});
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
  rmSync(home, { recursive: true });
});

async function opened(options: Parameters<typeof openPlugin>[0] = {}): Promise<OpenPlugin> {
  const plugin = await openPlugin(options);
  closing.push(() => plugin.end());
  return plugin;
}

/** What a new command knows of the plugin, and what it asked it for that. */
async function asked(plugin: OpenPlugin, file = "a.schema", protocol: 5 | 6 = 6, runtime?: Runtime) {
  const host = new PluginHost(runtime ?? createRealRuntime());
  closing.push(() => host.close());
  const before = plugin.asked.length;
  const factory = host.factory({
    source: "example.com/acme/kit",
    version: "1.0.0",
    program: { target: { socketPath: join(plugin.folder, "socket") }, protocol },
    schemaFile: join(home, "kept", file),
  });
  const found = await schemaOf(factory);
  return { found, factory, questions: plugin.asked.slice(before).map(({ name }) => name) };
}

const ALL = ["getProviderSchema", "getResourceIdentitySchemas"];

describe.each([5, 6] as const)("of protocol %d", (protocol) => {
  test("it is asked once, and the same is known of it afterwards", async () => {
    const plugin = await opened({ protocol });
    const first = await asked(plugin, "a.schema", protocol);
    const second = await asked(plugin, "a.schema", protocol);
    expect([first.questions, second.questions]).toEqual([ALL, []]);
    const plain = ({ found }: typeof first) =>
      found.ok &&
      Object.entries(found.schema).map(([name, part]) => [
        name,
        part instanceof Object && "entries" in part ? [...part.entries()] : part,
      ]);
    expect(plain(second)).toEqual(plain(first));
    expect(plain(second)).toHaveLength(8);
  });
});

test("one without identities keeps that it has none", async () => {
  const plugin = await opened({ handlers: { getResourceIdentitySchemas: undefined } });
  await asked(plugin);
  const { found, questions } = await asked(plugin);
  expect([questions, found.ok && found.schema.identities]).toEqual([[], undefined]);
});

test("another content of the package is asked again, and only what was said last is kept", async () => {
  const plugin = await opened();
  writeFileSync(join(home, "other"), "");
  for (const file of ["a.schema", "b.schema"]) expect((await asked(plugin, file)).questions).toEqual(ALL);
  expect(readdirSync(join(home, "kept"))).toEqual(["b.schema"]);
});

test.each<[string, (file: string) => void]>([
  ["cut off", (file) => writeFileSync(file, readFileSync(file).subarray(0, -5))],
  [
    "changed by hand",
    (file) => writeFileSync(file, readFileSync(file, "latin1").replaceAll("kit_note", "kit_nope"), "latin1"),
  ],
  ["longer", (file) => appendFileSync(file, "x")],
  [
    "of another format",
    (file) => writeFileSync(file, readFileSync(file, "latin1").replace('"format":1', '"format":2'), "latin1"),
  ],
  ["no such file at all", (file) => writeFileSync(file, "{")],
  ["a line without a head", (file) => writeFileSync(file, "x\n")],
  ["null", (file) => writeFileSync(file, "null\n")],
  ["empty", (file) => writeFileSync(file, "")],
  [
    "no message",
    (file) => {
      const rest = Buffer.from([0xff, 0xff, 0xff]);
      const sha256 = createHash("sha256").update(rest).digest("hex");
      const head = { format: 1, protocol: 6, schemaSize: 3, hasIdentities: false, sha256 };
      writeFileSync(file, Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), rest]));
    },
  ],
])("a file that is %s is passed over and written anew", async (_, spoil) => {
  const plugin = await opened();
  await asked(plugin);
  const file = join(home, "kept/a.schema");
  const good = readFileSync(file);
  spoil(file);
  expect((await asked(plugin)).questions).toEqual(ALL);
  expect(readFileSync(file)).toEqual(good);
});

test("where nothing can be kept it is asked each time", async () => {
  const plugin = await opened();
  writeFileSync(join(home, "kept"), "a file stands there");
  for (const _ of [1, 2]) expect((await asked(plugin)).questions).toEqual(ALL);
});

test.each([
  ["an error", { diagnostics: [{ severity: 1, summary: "No", detail: "Not today." }] }],
  [
    "something that cannot be read",
    {
      resourceSchemas: {
        kit_x: { block: { attributes: [{ name: "a", type: new TextEncoder().encode("x") }] } },
      },
    },
  ],
])("of one that answers with %s nothing is kept", async (_, members) => {
  const plugin = await opened({ handlers: await kitSchema(members) });
  mkdirSync(join(home, "kept"));
  expect((await asked(plugin)).found.ok).toBe(false);
  expect(existsSync(join(home, "kept/a.schema"))).toBe(false);
});

test("only the types that somebody asks for are read", async () => {
  const plugin = await opened();
  await asked(plugin);
  const { found } = await asked(plugin);
  if (!found.ok) throw new Error("no schema");
  const { resourceTypes } = found.schema;
  expect([
    resourceTypes.size,
    [...resourceTypes.keys()],
    resourceTypes.has("kit_note"),
    resourceTypes.has("kit_x"),
  ]).toEqual([1, ["kit_note"], true, false]);
  expect(resourceTypes.get("kit_note")).toBe(resourceTypes.get("kit_note"));
  expect(resourceTypes.get("kit_x")).toBeUndefined();
});
