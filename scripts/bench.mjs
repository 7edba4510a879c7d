// npm run bench [-- --full] [--only start|grow|chain|validate|show|state|fmt|moved|keys|dns]: what our commands cost, with Terraform
// beside them in the same run where `terraform` is on the PATH. CPU time, not
// time on the clock: machines that are shared tell nothing else truly.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { cpus, tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { measureFmt, measureMoved, measureShow, measureState } from "./bench-commands.mjs";
import { chain, longFile, pairs, SMALL } from "./bench-configs.mjs";
import { measureDns } from "./bench-dns.mjs";
import { measureKeys, measureRecords } from "./bench-keys.mjs";
import { measure, medians } from "./bench-measure.mjs";

const RUNS = 15;
const LONG_RUNS = 3;
const SIZES = [1_000, 10_000, 50_000];
const PEER_SIZE = 250;
const KEYS = 1_000_000;
const RECORDS = 100_000;
const QUESTIONS = 200_000;
const PEER_SIZE_FULL = 1_000;
const CHAIN_SIZES = [1_000, 4_000];
/** Its cost grows with more than the square. */
const PEER_CHAIN_SIZE = 500;

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const ours = join(root, "bin", "tutti");
/** Measured too where `npm run compile` has made it. */
const compiled = join(root, "build", "tutti");
const executable = existsSync(compiled) ? compiled : undefined;
const words = process.argv.slice(2);
const full = words.includes("--full");
const only = words.includes("--only") ? words[words.indexOf("--only") + 1] : undefined;
const temporary = await mkdtemp(join(tmpdir(), "tutti-bench-"));
const { NODE_EXTRA_CA_CERTS: _, TF_CLI_CONFIG_FILE: __, ...inherited } = process.env;
// Without a CLI configuration, as most have it: one costs us 11 ms, also an empty one.
const env = { ...inherited, HOME: temporary, CHECKPOINT_DISABLE: "1", TF_IN_AUTOMATION: "1" };
const out = join(temporary, "out.txt");
const peer = spawnSync("terraform", ["version"], { env, encoding: "utf8" }).stdout?.split("\n")[0];

/** A folder with one file; the peer needs its `init`. */
async function folderWith(name, text) {
  const folder = join(temporary, name);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "main.tf"), text);
  if (peer !== undefined) spawnSync("terraform", ["init"], { cwd: folder, env });
  return folder;
}

const ms = (value) => (value === undefined ? "–" : `${value} ms`);
const seconds = (value) => (value === undefined ? "–" : `${(value / 1000).toFixed(2)} s`);
const times = (a, b) => (a === undefined || b === undefined ? "–" : `${(a / b).toFixed(a / b < 10 ? 2 : 0)}`);

function table(head, rows) {
  const line = (cells) => `| ${cells.join(" | ")} |\n`;
  process.stdout.write(`\n${line(head)}${line(head.map(() => "---"))}${rows.map(line).join("")}`);
}

async function benchStart() {
  const folder = await folderWith("start", SMALL);
  const formatted = await folderWith("start-fmt", SMALL);
  const programs = [ours, executable, peer === undefined ? undefined : "terraform"];
  const there = programs.filter((program) => program !== undefined);
  const [bare] = await medians([[process.execPath, "-e", "0"]], RUNS, { folder, out, env });
  const rows = [];
  const add = async (name, words, folders) => {
    const commands = there.map((program) => [program, ...words]);
    const found = await medians(commands, RUNS, { folder: folders, out, env });
    const cost = (program) => (there.includes(program) ? found[there.indexOf(program)] : undefined);
    const [node, one, theirs] = programs.map(cost);
    rows.push([`\`${name}\``, ms(node), ms(one), ms(theirs), times(node, theirs), times(one, theirs)]);
  };
  await add("version", ["version"], folder);
  await add("validate", ["validate"], folder);
  await add("plan", ["plan"], folder);
  await add("fmt", ["fmt"], formatted);
  // Each in a state that it made itself.
  const applied = [];
  for (const program of there) {
    const own = await folderWith(`start-${basename(dirname(program))}`, SMALL);
    await measure([program, "apply", "-auto-approve"], { folder: own, out, env });
    applied.push(own);
  }
  await add("no-op apply", ["apply", "-auto-approve"], applied);
  const head = [
    `start, median of ${RUNS}`,
    "tutti, Node",
    "executable",
    "terraform",
    "ratio",
    "ratio of the executable",
  ];
  table(head, [["`node -e 0`", ms(bare), "", "", "", ""], ...rows]);
}

/** A table of what `bench-commands.mjs` measures. */
async function benchCommands(what, measureRows, { peerIsSlow = false } = {}) {
  const programs = [
    { name: "node", path: ours },
    { name: "executable", path: executable },
    { name: "peer", path: peer === undefined ? undefined : "terraform", slow: peerIsSlow && !full },
  ].filter(({ path }) => path !== undefined);
  const rows = await measureRows({ programs, folderWith, options: { out, env } });
  const shown = (found) => (found === undefined ? "–" : cost(found));
  table(
    [what, "tutti, Node", "executable", "terraform"],
    rows.map(([name, costs]) => [name, shown(costs.node), shown(costs.executable), shown(costs.peer)]),
  );
}

/** plan, apply and the plan that finds nothing to do. */
async function lifeOf(program, name, text) {
  const folder = await folderWith(`${name}-${basename(dirname(program))}`, text);
  const options = { folder, out, env, memory: true };
  const plan = await measure([program, "plan"], options);
  const apply = await measure([program, "apply", "-auto-approve"], options);
  const again = await measure([program, "plan"], options);
  return { plan, apply, again };
}

const lifeOfPairs = (program, size, repetition) =>
  lifeOf(program, `${repetition}-${size}`, pairs(size, repetition));

const cost = ({ cpuMs, memoryMb }) => `${seconds(cpuMs)}, ${memoryMb} MB`;

async function benchGrowth() {
  const rows = [];
  const add = (name, { plan, apply, again }) => rows.push([name, cost(plan), cost(apply), cost(again)]);
  const lives = [];
  for (const size of SIZES) {
    const life = await lifeOfPairs(ours, size, "count");
    lives.push(life);
    add(`tutti, count, 2 × ${size}`, life);
    const before = lives.at(-2);
    if (before === undefined) continue;
    const factor = (step) => `× ${times(life[step].cpuMs, before[step].cpuMs)}`;
    rows.push([
      `growth for × ${size / SIZES[lives.length - 2]}`,
      factor("plan"),
      factor("apply"),
      factor("again"),
    ]);
  }
  add("tutti, for_each, 2 × 1000", await lifeOfPairs(ours, 1_000, "for_each"));
  if (executable !== undefined)
    for (const size of SIZES)
      add(`executable, count, 2 × ${size}`, await lifeOfPairs(executable, size, "count"));
  if (peer !== undefined) {
    const size = full ? PEER_SIZE_FULL : PEER_SIZE;
    add(`tutti, count, 2 × ${size}`, await lifeOfPairs(ours, size, "count"));
    add(`terraform, count, 2 × ${size}`, await lifeOfPairs("terraform", size, "count"));
  }
  table(["2 × N terraform_data", "plan", "apply", "plan again"], rows);
}

async function benchChain() {
  const rows = [];
  const add = async (program, size) => {
    const { plan, apply, again } = await lifeOf(program, `chain-${size}`, chain(size));
    rows.push([
      `${program === ours ? "tutti" : "terraform"}, ${size} blocks`,
      cost(plan),
      cost(apply),
      cost(again),
    ]);
  };
  for (const size of [...(peer === undefined ? [] : [PEER_CHAIN_SIZE]), ...CHAIN_SIZES])
    await add(ours, size);
  if (peer !== undefined) await add("terraform", PEER_CHAIN_SIZE);
  table(["a chain of terraform_data", "plan", "apply", "plan again"], rows);
}

async function benchLongFile() {
  const text = longFile(5_000);
  const folder = await folderWith("long", text);
  const programs = [ours, executable, peer === undefined ? undefined : "terraform"];
  const there = programs.filter((program) => program !== undefined);
  const found = await medians(
    there.map((program) => [program, "validate"]),
    LONG_RUNS,
    { folder, out, env },
  );
  const [mine, one, theirs] = programs.map((program) => found[there.indexOf(program)]);
  const lines = text.split("\n").length - 1;
  table(
    ["one long file, median of 3", "tutti, Node", "executable", "terraform", "ratio"],
    [
      [
        `\`validate\`, 5,000 resources, ${lines} lines`,
        seconds(mine),
        seconds(one),
        seconds(theirs),
        times(mine, theirs),
      ],
    ],
  );
}

/** Needs Linux (/proc), and a gigabyte and a half. */
async function benchKeys() {
  const shown = (what, rows) =>
    table(
      [what, "on the clock", "answer", "longest turn", "memory so far"],
      rows.map((row) => [
        `\`${row.what}\``,
        `${row.seconds.toFixed(1)} s`,
        `${(row.bytes / 1e6).toFixed(1)} MB`,
        row.failed ?? `${row.longestMs.toFixed(0)} ms`,
        `${row.peakMb} MB`,
      ]),
    );
  for (const engine of ["memory", "embedded"])
    shown(`${KEYS} keys, engine ${engine}`, await measureKeys(ours, engine, KEYS));
  shown(`${RECORDS} nodes, services, checks and sessions`, await measureRecords(ours, RECORDS));
}

/** Needs Linux (/proc). */
async function benchDns() {
  const rows = await measureDns(ours, QUESTIONS);
  table(
    [`${QUESTIONS} questions over UDP`, "CPU a question"],
    rows.map(({ what, us }) => [what, `${us.toFixed(1)} µs`]),
  );
}

const PARTS = {
  start: benchStart,
  grow: benchGrowth,
  chain: benchChain,
  validate: benchLongFile,
  // Making what is asked about takes Terraform minutes to hours.
  show: () => benchCommands("what is shown", measureShow, { peerIsSlow: true }),
  state: () => benchCommands(`a state of 100000`, measureState, { peerIsSlow: true }),
  fmt: () => benchCommands("files", measureFmt),
  moved: () => benchCommands("moves", measureMoved, { peerIsSlow: true }),
  keys: benchKeys,
  dns: benchDns,
};

try {
  const machine = `${cpus().length} × ${cpus()[0]?.model ?? "unknown CPU"}`;
  process.stdout.write(
    `${machine}, Node ${process.versions.node}; beside: ${peer ?? "no terraform on the PATH"}\n`,
  );
  for (const [name, part] of Object.entries(PARTS)) if (only === undefined || only === name) await part();
} finally {
  await rm(temporary, { recursive: true, force: true });
}
