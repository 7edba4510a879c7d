import { expect, test } from "vitest";
import { createTerminal } from "../../testkit/terminal.ts";
import { newProviderFiles } from "./new-provider-files.ts";

const OWN = { product: "tutti" } as const;

test("provider new writes a provider, and nothing over what is there", async () => {
  const { run, read } = createTerminal();
  const { status, out } = await run("provider new notes", OWN);
  expect([status, out]).toEqual([
    0,
    "Wrote the provider notes into the folder notes. Go on there:\n\n  cd notes\n  npm install\n  npm test\n  tutti provider build\n",
  ]);
  expect(JSON.parse((await read("notes/package.json")) ?? "")).toMatchObject({
    name: "tutti-provider-notes",
    bin: { "terraform-provider-notes": "dist/terraform-provider-notes" },
    tutti: { source: "registry.example.com/acme/notes" },
    devDependencies: { "@tutti/provider-sdk": "0.1.0" },
  });
  expect(await read("notes/src/provider.ts")).toContain('.resource("notes_text", {');
  const again = await run("provider new notes", OWN);
  expect([again.status, again.err]).toEqual([
    1,
    expect.stringContaining("There is something in the folder notes already"),
  ]);
});

test.each<[string, string]>([
  ["provider new", "Give the provider one name of lower-case letters and digits"],
  ["provider new My-Notes", "Give the provider one name"],
  ["provider new a b", "Give the provider one name"],
  ["provider new -source=a/b/c notes", '"a/b/c" is not where a provider notes could be published'],
  ["provider new -source=::: notes", "is not where a provider notes could be published"],
  ["provider build", "There is no package.json in this folder."],
])("%s is refused", async (line, words) => {
  const { status, err } = await createTerminal().run(line, OWN);
  expect([status, err.replaceAll(/\s+/g, " ")]).toEqual([1, expect.stringContaining(words)]);
});

test.each<[string, string, string]>([
  ["no JSON", "{", "package.json names no program of a provider"],
  ["no program", "{}", "package.json names no program of a provider"],
  [
    "one that leads out",
    '{"bin":{"terraform-provider-a":"../a"}}',
    "package.json names no program of a provider",
  ],
  ["no version", '{"bin":{"terraform-provider-a":"dist/a"}}', 'package.json has no version like "1.0.0"'],
  [
    "another source",
    '{"version":"1.0.0","bin":{"terraform-provider-a":"dist/a"},"tutti":{"source":"x/b"}}',
    'published as "x/b", which cannot be',
  ],
  [
    "no main file",
    '{"version":"1.0.0","bin":{"terraform-provider-a":"dist/a"}}',
    "There is no src/main.ts in this folder",
  ],
])("provider build refuses a package.json with %s", async (_, text, words) => {
  const { run, write } = createTerminal();
  await write({ "package.json": text });
  const { status, err } = await run("provider build", OWN);
  expect([status, err.replaceAll(/\s+/g, " ")]).toEqual([1, expect.stringContaining(words)]);
});

test("provider build says what is missing", async () => {
  const { run, write } = createTerminal();
  const files = newProviderFiles({ name: "a", source: "x.test/b/a", sdk: "1" });
  await write(Object.fromEntries(files));
  const { status, err } = await run("provider build", OWN);
  expect([status, err]).toEqual([1, expect.stringContaining("esbuild is not installed here")]);
});

test("a new provider is short", () => {
  const files = newProviderFiles({ name: "a", source: "x.test/b/a", sdk: "1" });
  expect(files.get("src/provider.ts")?.split("\n").length).toBeLessThan(100);
});

test("there is no such command under another name", async () => {
  const { status, err } = await createTerminal().run("provider new x");
  expect([status, err]).toEqual([1, expect.stringContaining('Terraform has no command named "provider".')]);
});
