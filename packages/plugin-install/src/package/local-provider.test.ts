import { mkdtempSync, rmSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRealRuntime, type Runtime } from "@tutti/runtime";
import { createMachine } from "@tutti/simulation";
import { afterAll, expect, test } from "vitest";
import { linkLocalProvider, localFolder } from "./local-provider.ts";

const SOURCE = "example.com/acme/kit";

// The disk of the simulation has no links.
const home = mkdtempSync(join(tmpdir(), "tutti-local-provider-"));
afterAll(() => rmSync(home, { recursive: true, force: true }));

test("a link that is there makes way for one to where the program lies now", async () => {
  const real = createRealRuntime();
  const runtime: Runtime = { ...real, environment: { ...real.environment, directory: home } };
  const root = join(home, "root");
  for (const [folder, place] of [
    ["one", "."],
    ["two", "dist"],
  ] as const) {
    await mkdir(join(home, folder, place), { recursive: true });
    await writeFile(join(home, folder, place, "terraform-provider-kit"), folder);
    const wanted = { source: SOURCE, folders: [join(home, folder)] };
    expect(await linkLocalProvider(runtime, root, wanted)).toBeUndefined();
    const link = localFolder(root, SOURCE, runtime);
    expect(await readFile(join(link, "terraform-provider-kit"), "utf8")).toBe(folder);
  }
});

test.each([
  [undefined, /^No module says in which folder the provider example.com\/acme\/kit lies/],
  [["a", "b"], /^Modules name different folders for one provider: a, b\./],
  [["a"], /^There is no program terraform-provider-kit in a or a\/dist\./],
])("%j is refused", async (folders, detail) => {
  const { host } = createMachine();
  const wanted = folders === undefined ? { source: SOURCE } : { source: SOURCE, folders };
  expect((await linkLocalProvider(host, "r", wanted))?.detail).toMatch(detail);
});
