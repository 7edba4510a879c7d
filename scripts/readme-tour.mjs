/**
 * Types the README's tour as it is written and compares what it prints.
 * `--update` writes the new output into the README instead. The tour uses the
 * default ports: as root it gets a network namespace of its own; otherwise,
 * where one of them is taken, it says so and ends with status 75.
 */
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { project } from "./install.mjs";
import { parseBlocks, settle, withOutputs } from "./readme-blocks.mjs";

const PORTS = [8500, 8600, 18080, 18081, 18082];
const TOUR_MAX_MS = 120_000;
const path = join(project, "README.md");

const ownNetwork =
  process.getuid?.() === 0 && spawnSync("unshare", ["--net", "ip", "link", "set", "lo", "up"]).status === 0;
for (const port of ownNetwork ? [] : PORTS) {
  if (!(await isFree(port))) {
    console.log(`the README's tour needs port ${port}, which is taken here`);
    process.exit(75);
  }
}

const readme = readFileSync(path, "utf8");
const blocks = parseBlocks(readme);
const commands = blocks.flatMap((block) => block.commands);
const outputs = play(commands.map(({ text }) => text));
if (process.argv.includes("--update")) {
  writeFileSync(path, withOutputs(readme, blocks, outputs));
  console.log("README.md now holds what was printed");
  process.exit(0);
}
let wrong = 0;
for (const [index, { text, output }] of commands.entries()) {
  const printed = outputs[index] ?? "(it was never reached)";
  if (settle(printed) === settle(output)) continue;
  wrong += 1;
  console.log(`$ ${text}\nREADME says:\n${output}\nprinted:\n${printed}\n`);
}
console.log(`${commands.length} commands typed, ${wrong} printed something else`);
process.exit(wrong === 0 ? 0 : 1);

/** All commands in one shell, in a copy of the examples; what each printed. */
function play(lines) {
  const folder = mkdtempSync(join(tmpdir(), "tutti-tour-"));
  cpSync(join(project, "examples"), join(folder, "examples"), { recursive: true });
  const script = lines.map((line, index) => `printf '\\001%d\\n' ${index}\n${line}\n`).join("");
  const { NODE_EXTRA_CA_CERTS: _, ...environment } = process.env;
  const shell = ["bash", "-c", `exec 2>&1\n${script}printf '\\001\\n'\nwait\n`];
  const inNetwork = ["unshare", "--net", "sh", "-c", 'ip link set lo up && exec "$@"', "tour", ...shell];
  const [program, ...args] = ownNetwork ? inNetwork : shell;
  const result = spawnSync(program, args, {
    cwd: folder,
    env: {
      ...environment,
      TF_CLI_CONFIG_FILE: "/dev/null",
      PATH: `${join(project, "bin")}:${process.env.PATH}`,
    },
    encoding: "utf8",
    timeout: TOUR_MAX_MS,
    killSignal: "SIGKILL",
  });
  rmSync(folder, { recursive: true, force: true });
  const outputs = [];
  for (const part of result.stdout.split("\u0001").slice(1)) {
    const [index, ...rest] = part.split("\n");
    if (index !== "") outputs[Number(index)] = rest.join("\n").trimEnd();
  }
  return outputs;
}

function isFree(port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}
