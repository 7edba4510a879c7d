import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const built = new Map<string, Promise<string>>();

/** The program of the test kit as one executable file. */
export function writeKitProgram(path: string): Promise<string> {
  return writeProgram(path, join(dirname(fileURLToPath(import.meta.url)), "kit-program.ts"));
}

/** A program as one executable file, with all that its main file imports. */
export async function writeProgram(path: string, main: string): Promise<string> {
  // Made once a process.
  const bundled = built.get(main) ?? bundle(main);
  built.set(main, bundled);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, await bundled);
  chmodSync(path, 0o755);
  return path;
}

async function bundle(main: string): Promise<string> {
  const outfile = join(tmpdir(), `tutti-kit-${process.pid}-${built.size}.cjs`);
  await build({
    entryPoints: [main],
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
