/**
 * Types the commands of our pages as they are written and compares what they
 * print: the README's tour, `docs/operate`, `docs/providers` and the talk's droplet. `--update` writes the new output
 * into the pages instead; arguments name pages, all of them by default.
 *
 * Each page is one shell in a folder of its own with a copy of the examples.
 * The pages use the default ports: as root each gets a network namespace of its
 * own; otherwise, where a port is taken, this says so and ends with status 75.
 */
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { project } from "./install.mjs";
import { parseBlocks, settle, withOutputs } from "./typed-blocks.mjs";

const FOLDERS = [join("docs", "operate"), join("docs", "providers")];
const PORTS = [8500, 8501, 8600, 18080, 18081, 18082, 18410, 18411, 18412];
const PAGE_MAX_MS = 120_000;

const ownNetwork =
  process.getuid?.() === 0 && spawnSync("unshare", ["--net", "ip", "link", "set", "lo", "up"]).status === 0;
for (const port of ownNetwork ? [] : PORTS) {
  if (!(await isFree(port))) {
    console.log(`the pages need port ${port}, which is taken here`);
    process.exit(75);
  }
}

const update = process.argv.includes("--update");
const named = process.argv.slice(2).filter((argument) => !argument.startsWith("--"));
let wrong = 0;
for (const page of named.length > 0 ? named : allPages()) wrong += typePage(page);
process.exit(wrong === 0 ? 0 : 1);

function allPages() {
  const pages = FOLDERS.flatMap((folder) =>
    readdirSync(join(project, folder))
      .filter((name) => name.endsWith(".md"))
      .sort()
      .map((name) => join(folder, name)),
  );
  return ["README.md", ...pages, join("examples", "talk", "droplet", "README.md")];
}

/** How many commands of a page printed something else. */
function typePage(page) {
  const path = join(project, page);
  const text = readFileSync(path, "utf8");
  const blocks = parseBlocks(text);
  const commands = blocks.flatMap((block) => block.commands);
  if (commands.length === 0) return 0;
  const outputs = play(commands.map(({ text: typed }) => typed));
  if (update) {
    writeFileSync(path, withOutputs(text, blocks, outputs));
    console.log(`${page} now holds what was printed`);
    return 0;
  }
  let different = 0;
  for (const [index, { text: typed, output }] of commands.entries()) {
    const printed = outputs[index] ?? "(it was never reached)";
    if (settle(printed) === settle(output)) continue;
    different += 1;
    console.log(`$ ${typed}\n${page} says:\n${output}\nprinted:\n${printed}\n`);
  }
  console.log(`${page}: ${commands.length} commands typed, ${different} printed something else`);
  return different;
}

/** All commands in one shell, in a copy of the examples; what each printed. */
function play(lines) {
  const folder = mkdtempSync(join(tmpdir(), "tutti-page-"));
  cpSync(join(project, "examples"), join(folder, "examples"), { recursive: true });
  // What `npm install` would fetch.
  symlinkSync(join(project, "node_modules"), join(folder, "node_modules"));
  const script = lines.map((line, index) => `printf '\\001%d\\n' ${index}\n${line}\n`).join("");
  const { NODE_EXTRA_CA_CERTS: _, ...environment } = process.env;
  const shell = ["bash", "-c", `exec 2>&1\n${script}printf '\\001\\n'\nwait\n`];
  const inNetwork = ["unshare", "--net", "sh", "-c", 'ip link set lo up && exec "$@"', "page", ...shell];
  const [program, ...args] = ownNetwork ? inNetwork : shell;
  const result = spawnSync(program, args, {
    cwd: folder,
    env: {
      ...environment,
      TF_CLI_CONFIG_FILE: "/dev/null",
      PATH: `${join(project, "bin")}:${process.env.PATH}`,
    },
    encoding: "utf8",
    timeout: PAGE_MAX_MS,
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
