import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const SRC = fileURLToPath(new URL("../src", import.meta.url));

/** The launcher as far as a supervisor needs it. */
const LAUNCHER = `
import { createRealRuntime } from "@tutti/runtime";
import { decodeTask, supervise } from "./index.ts";
const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const task = decodeTask(Buffer.concat(chunks).toString());
if (task === undefined) process.exit(1);
supervise(createRealRuntime(), task).then(
  (code) => process.exit(code),
  (error) => {
    process.stderr.write(error.message + "\\n");
    process.exit(1);
  },
);
`;

/** Builds a program that is a supervisor into the folder, and gives the words that start it. */
export async function buildSupervisor(folder: string): Promise<readonly string[]> {
  const outfile = join(folder, "supervisor.mjs");
  await build({
    stdin: { contents: LAUNCHER, resolveDir: SRC, loader: "ts" },
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    external: ["fs-native-extensions"],
    logLevel: "error",
  });
  return [process.execPath, outfile];
}
