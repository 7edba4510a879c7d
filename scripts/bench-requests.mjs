// npm run bench:agent [-- --seconds N] [--services N]: what a request costs a durable agent with a
// thousand services in its catalog: CPU time of its process as the kernel counted it, in
// microseconds and in Y, which is what a bare server of `node:http` spends on one small answer.
// With TUTTI_OTHER_AGENT=PROGRAM another agent of Consul's API is measured in turn with ours.
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { cpus, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort } from "./bench-agent.mjs";
import { askAll, cpuUs, question } from "./bench-dns.mjs";
import { load, sendOnce, wakeAll } from "./bench-load.mjs";

const CLIENTS = 64;
const WATCHERS = 2_000;
const QUESTIONS = 50_000;
const QUESTIONS_LARGE = 5_000;
const ours = join(dirname(fileURLToPath(import.meta.url)), "..", "bin", "tutti");
const words = process.argv.slice(2);
const given = (name, otherwise) =>
  words.includes(name) ? Number(words[words.indexOf(name) + 1]) : otherwise;
const seconds = given("--seconds", 4);
const services = given("--services", 1_000);
const temporary = await mkdtemp(join(tmpdir(), "tutti-bench-agent-"));

const BARE = `require("node:http").createServer((request, response) => {
  response.setHeader("Content-Type", "application/json");
  response.end('[{"a":1}]');
}).listen(0, "127.0.0.1", function () { process.send(this.address().port); });`;

/** One server that is measured: ours, another, or the yardstick. */
async function start(name, program) {
  if (program === undefined) {
    const child = spawn(process.execPath, ["-e", BARE], { stdio: ["ignore", "inherit", "inherit", "ipc"] });
    return { name, child, http: await new Promise((resolve) => child.once("message", resolve)) };
  }
  const ports = {};
  for (const port of ["http", "dns", "server", "serf_lan", "serf_wan"]) ports[port] = await freePort();
  const config = {
    node_name: "bench",
    bind_addr: "127.0.0.1",
    server: true,
    bootstrap: true,
    data_dir: join(temporary, name, "data"),
    disable_update_check: true,
    log_level: "warn",
    ports: { ...ports, grpc: -1, https: -1 },
    limits: { http_max_conns_per_client: 2 * WATCHERS },
  };
  const file = join(temporary, `${name}.json`);
  await writeFile(file, JSON.stringify(config));
  const began = performance.now();
  const child = spawn(program, ["agent", "-config-file", file], { stdio: "ignore" });
  for (let tries = 0; ; tries += 1) {
    const leader = await sendOnce(ports.http, "GET", "/v1/catalog/nodes").catch(() => undefined);
    if (leader?.status === 200 && leader.body.length > 4) break;
    if (tries > 600 || child.exitCode !== null) throw new Error(`${program} did not start`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const readyMs = performance.now() - began;
  return { name, child, ...ports, readyMs };
}

/** Does `work`, which tells how often it did it, and measures what that cost the server. */
async function cost({ child }, work) {
  const before = await cpuUs(child.pid);
  const began = performance.now();
  const times = await work();
  const second = (performance.now() - began) / 1_000;
  return { us: ((await cpuUs(child.pid)) - before) / times, rate: times / second };
}

const read = (path, clients = CLIENTS) => ({
  run: ({ http }) => load(http, { clients, seconds, request: () => ["GET", path] }),
});
const put = (clients) => ({
  run: ({ http }) =>
    load(http, { clients, seconds, request: (n) => ["PUT", `/v1/kv/bench/k${n % 256}`, "y".repeat(64)] }),
});
const dns = (names, type, count = QUESTIONS) => ({
  run: async (server) => {
    const questions = names.map((name) => question(name, type));
    await askAll(server.dns, questions, count);
    return count;
  },
});

const every = (count, of) => Array.from({ length: count }, (_, n) => of(n));
/** Each of these services has ten instances where there are a thousand in all. */
const SMALL = every(50, (n) => `svc${2 * n + 1}.service.consul`);

const WORK = {
  "register a service with a check, one writer": {
    once: true,
    async run({ http }) {
      for (let n = 0; n < services; n += 1) {
        const { status } = await sendOnce(http, "PUT", "/v1/catalog/register", JSON.stringify(instance(n)));
        if (status !== 200) throw new Error(`register: ${status}`);
      }
      await load(http, {
        clients: 1,
        count: 256,
        request: (n) => ["PUT", `/v1/kv/bench/k${n}`, "x".repeat(64)],
      });
      return services;
    },
  },
  "`kv get ?raw`": read("/v1/kv/bench/k7?raw"),
  "`kv get ?stale`": read("/v1/kv/bench/k7?stale"),
  "`kv get ?consistent`": read("/v1/kv/bench/k7?consistent"),
  "`kv put`, 64 writers": put(CLIENTS),
  "`kv put`, one writer": put(1),
  "`kv get ?recurse`, 256 keys": read("/v1/kv/bench?recurse"),
  [`health of ${services / 100} instances, passing`]: read("/v1/health/service/svc1?passing"),
  [`health of ${services / 2} instances, passing`]: read("/v1/health/service/big?passing"),
  "`catalog/services`": read("/v1/catalog/services"),
  "DNS, A of a node": dns(
    every(50, (n) => `node${n}.node.consul`),
    1,
  ),
  [`DNS, A of ${services / 100} instances`]: dns(SMALL, 1),
  [`DNS, SRV of ${services / 100} instances`]: dns(SMALL, 33),
  [`DNS, A of ${services / 2} instances`]: dns(["big.service.consul"], 1, QUESTIONS_LARGE),
};

function instance(n) {
  const node = Math.floor(n / 10);
  const Service = n % 2 === 0 ? "big" : `svc${n % 100}`;
  return {
    Node: `node${node}`,
    Address: `10.${(node >> 16) % 256}.${(node >> 8) % 256}.${node % 256}`,
    Service: { ID: `s${n}`, Service, Port: 8_000 + (n % 1_000), Tags: ["v1"] },
    Checks: [{ Name: "c", CheckID: `c${n}`, Status: "passing", ServiceID: `s${n}` }],
  };
}

const others = process.env.TUTTI_OTHER_AGENT;
const servers = [await start("ours", ours)];
if (others !== undefined) servers.push(await start("other", others));
const bare = await start("bare");
try {
  await cost(bare, () => load(bare.http, { clients: CLIENTS, seconds, request: () => ["GET", "/"] }));
  const rows = [];
  for (const [what, { once, run }] of Object.entries(WORK)) {
    const { us: yard } = await cost(bare, () =>
      load(bare.http, { clients: CLIENTS, seconds: 1, request: () => ["GET", "/"] }),
    );
    const found = [];
    for (const server of servers) {
      // Warm first: what is measured is a server that has been running.
      if (once !== true) await run(server);
      found.push(await cost(server, () => run(server)));
    }
    const [own, other] = found;
    rows.push([
      what,
      `${own.us.toFixed(own.us < 100 ? 1 : 0)} µs`,
      (own.us / yard).toFixed(1),
      own.rate.toFixed(0),
      ...(other === undefined
        ? []
        : [
            `${other.us.toFixed(other.us < 100 ? 1 : 0)} µs`,
            other.rate.toFixed(0),
            (own.us / other.us).toFixed(2),
          ]),
    ]);
    process.stderr.write(`${what}: ${rows.at(-1).slice(1).join(", ")}\n`);
  }
  const woken = [];
  for (const server of servers) woken.push(await wakeAll(server.http, WATCHERS));
  const facts = [];
  for (const [at, server] of servers.entries())
    facts.push([
      server.name,
      `${(server.readyMs / 1_000).toFixed(2)} s`,
      `${woken[at].toFixed(0)} ms`,
      `${await peakMb(server.child.pid)} MB`,
    ]);
  print([`${cpus().length} × ${cpus()[0].model}, Node ${process.versions.node}`], []);
  print(
    ["work", "ours", "in Y", "a second", ...(others === undefined ? [] : ["other", "a second", "ratio"])],
    rows,
  );
  print(["agent", "start to ready", `${WATCHERS} watchers of one key woken`, "peak memory"], facts);
} finally {
  for (const { child } of [...servers, bare]) child.kill();
  await Promise.all(servers.map(({ child }) => new Promise((resolve) => child.once("close", resolve))));
  await rm(temporary, { recursive: true, force: true });
}

async function peakMb(pid) {
  return Math.round(
    Number(/VmHWM:\s+(\d+) kB/.exec(await readFile(`/proc/${pid}/status`, "utf8"))[1]) / 1024,
  );
}

function print(head, rows) {
  const line = (cells) => `| ${cells.join(" | ")} |\n`;
  process.stdout.write(
    `\n${line(head)}${rows.length === 0 ? "" : line(head.map(() => "---"))}${rows.map(line).join("")}`,
  );
}
