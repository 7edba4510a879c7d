/** The real `terraform` of this machine, asked in a folder of its own. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Sources } from "./sources.ts";

export interface TerraformFolder {
  write(files: Sources): void;
  remove(paths: readonly string[]): void;
  run(words: readonly string[]): {
    readonly status: number | null;
    readonly out: string;
    readonly err: string;
  };
}

/** The folder is gone afterwards, whatever happened; nobody's settings are read. */
export async function inTerraformFolder<T>(ask: (folder: TerraformFolder) => T | Promise<T>): Promise<T> {
  const root = mkdtempSync(join(tmpdir(), "tutti-terraform-"));
  const settings = join(root, "empty.tfrc");
  const cwd = join(root, "m");
  mkdirSync(cwd);
  writeFileSync(settings, "");
  try {
    return await ask({
      write(files) {
        for (const [path, text] of Object.entries(files)) {
          mkdirSync(dirname(join(cwd, path)), { recursive: true });
          writeFileSync(join(cwd, path), text);
        }
      },
      remove(paths) {
        for (const path of paths) rmSync(join(cwd, path));
      },
      run(words) {
        const env = { PATH: process.env.PATH, TF_CLI_CONFIG_FILE: settings };
        const { status, stdout, stderr } = spawnSync("terraform", words, { cwd, encoding: "utf8", env });
        return { status, out: stdout, err: stderr };
      },
    });
  } finally {
    rmSync(root, { recursive: true });
  }
}
