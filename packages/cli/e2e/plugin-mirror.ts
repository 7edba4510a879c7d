/** A program of a provider, where both tools find it. */

import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import type { Ended } from "./tutti.ts";

/** Runs one of the two tools. */
export type Tool = (folder: string, args: readonly string[]) => Promise<Ended>;

/** A folder as `filesystem_mirror` takes it, with one version of `example.com/acme/NAME`. It is there while the tests of the file run. */
export function pluginMirror(name: string, version: string, writeProgram: (path: string) => unknown) {
  const mirror = realpathSync(mkdtempSync(join(tmpdir(), "tutti-mirror-")));
  const platform = `linux_${process.arch === "x64" ? "amd64" : process.arch}`;
  const folder = join(mirror, "example.com/acme", name, version, platform);
  beforeAll(async () => {
    await writeProgram(join(folder, `terraform-provider-${name}_v${version}`));
  });
  afterAll(() => rmSync(mirror, { recursive: true }));
  return {
    /** Of the program. */
    folder,
    /** A file of settings that names the mirror. */
    settings: `provider_installation {
  filesystem_mirror {
    path = "${mirror}"
  }
}
`,
  };
}
