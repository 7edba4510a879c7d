import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

let built: Promise<string> | undefined;

/** The program of the test kit as one executable file. */
export async function writeKitProgram(path: string): Promise<string> {
  // Made once a process.
  built ??= bundle();
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, await built);
  chmodSync(path, 0o755);
  return path;
}

async function bundle(): Promise<string> {
  const outfile = join(tmpdir(), `tutti-kit-${process.pid}.cjs`);
  await build({
    entryPoints: [join(dirname(fileURLToPath(import.meta.url)), "kit-program.ts")],
    outfile,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    // Native parts that nothing here reaches.
    external: ["fs-native-extensions"],
    banner: { js: `#!${process.execPath}` },
    logLevel: "silent",
  });
  return readFileSync(outfile, "utf8");
}
