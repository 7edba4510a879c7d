/** The stage of the tour: a copy of the example, an agent, and the ways to ask and to break things. */
import { spawn, spawnSync } from "node:child_process";
import { createSocket } from "node:dgram";
import { Resolver } from "node:dns/promises";
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import http from "node:http";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { project } from "../install.mjs";

const READY_WITHIN_MS = 15_000;

/** `tutti` is the launcher to play with: the clone's own, or one that was installed. */
export async function openStage({ engine, tutti = join(project, "bin", "tutti") }) {
  const containers = engine.host !== undefined;
  const folder = copyExample(containers ? "quickstart" : "quickstart-process");
  const ports = {
    http: await freePort(8500),
    dns: await freePort(8600, { udp: true }),
    first: await freeRun(18080, 3),
  };
  if (ports.http !== 8500 || ports.dns !== 8600) {
    console.log(
      `Port 8500 or 8600 is taken here: this tour's agent listens on ${ports.http} (HTTP) and ${ports.dns} (DNS).`,
    );
  }
  const base = containers ? prepareImage(folder) : undefined;
  const environment = {
    ...process.env,
    CONSUL_HTTP_ADDR: `127.0.0.1:${ports.http}`,
    TF_IN_AUTOMATION: "1",
    TF_CLI_CONFIG_FILE: "/dev/null",
    ...(containers
      ? { DOCKER_HOST: engine.host, TF_VAR_base: base }
      : { TF_VAR_first_port: String(ports.first) }),
  };
  const agent = await startAgent(tutti, folder, ports, environment).catch((error) => {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  });

  /** Runs a command in the example's folder and shows what it prints. */
  const run = (args, { show = true } = {}) => {
    if (show) console.log(`\n$ tutti ${args.join(" ")}`);
    const result = spawnSync(process.execPath, [tutti, ...args], {
      cwd: folder,
      env: environment,
      encoding: "utf8",
      maxBuffer: 1 << 26,
    });
    const output = (result.stdout + result.stderr).trimEnd();
    if (show || (result.status !== 0 && result.status !== 2)) console.log(output);
    return { status: result.status, output };
  };

  /** The same, while other things go on here. */
  const runBeside = (args) => {
    console.log(`\n$ tutti ${args.join(" ")}`);
    return new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [tutti, ...args], { cwd: folder, env: environment });
      let output = "";
      for (const stream of [child.stdout, child.stderr])
        stream.setEncoding("utf8").on("data", (text) => {
          output += text;
        });
      child.once("error", reject);
      child.once("close", (status) => {
        console.log(output.trimEnd());
        resolve({ status, output });
      });
    });
  };

  const resolver = new Resolver({ timeout: 2000, tries: 1 });
  resolver.setServers([`127.0.0.1:${ports.dns}`]);
  const dns = () => resolver.resolveSrv("web.service.consul").catch(() => []);

  return {
    folder,
    containers,
    run,
    runBeside,
    /** Addresses and ports that DNS gives for `web`; empty when the name has no healthy instance. */
    dns,
    /** The same with the address of each. */
    async dnsAddresses() {
      const addresses = (await dns()).map(async ({ name, port }) => ({
        port,
        address: (await resolver.resolve4(name).catch(() => []))[0],
      }));
      return Promise.all(addresses);
    },
    dig: `dig @127.0.0.1 -p ${ports.dns} web.service.consul SRV +short`,
    curl: `curl 'http://127.0.0.1:${ports.http}/v1/health/service/web?passing'`,
    async healthy() {
      return JSON.parse(await get(`http://127.0.0.1:${ports.http}/v1/health/service/web?passing`));
    },
    page: (address, port) => get(`http://${address}:${port}/`),
    killOne: () =>
      containers ? killContainer(engine.host, "tutti-quickstart-web-1") : killProcess(ports.first + 1),
    hints: () => [
      `dig @127.0.0.1 -p ${ports.dns} web.service.consul SRV +short`,
      `curl 'http://127.0.0.1:${ports.http}/v1/health/service/web?passing'`,
      `CONSUL_HTTP_ADDR=127.0.0.1:${ports.http} ${tutti} catalog services`,
    ],
    async close() {
      const clean = destroy();
      agent.kill("SIGTERM");
      await new Promise((resolve) => (agent.exitCode === null ? agent.once("exit", resolve) : resolve()));
      if (clean) rmSync(folder, { recursive: true, force: true });
      return clean;
    },
  };

  /** True where nothing is left; otherwise the folder stays, with the state that knows what is. */
  function destroy() {
    if (!["terraform.tfstate", ".terraform.tfstate.journal"].some((name) => existsSync(join(folder, name)))) {
      console.log("Nothing was made.");
      return true;
    }
    const { status, output } = run(["destroy", "-auto-approve"], { show: false });
    const last = output.split("\n").findLast((line) => line.includes("Destroy complete"));
    if (status === 0) console.log(last ?? "Nothing was left to destroy.");
    else console.log(`What was made could not be destroyed; its state is in ${folder}.`);
    return status === 0;
  }
}

function copyExample(name) {
  const folder = mkdtempSync(join(tmpdir(), `tutti-${name}-`));
  cpSync(join(project, "examples", name), folder, { recursive: true });
  return folder;
}

/** A static busybox makes an image without any registry; where there is none, the image is built on the registry's. */
function prepareImage(folder) {
  const busybox = ["/bin/busybox", "/usr/bin/busybox"].find((path) => {
    const listed = spawnSync("sh", ["-c", `[ -x ${path} ] && ! ldd ${path} >/dev/null 2>&1`]);
    return listed.status === 0;
  });
  if (busybox === undefined) return "busybox";
  mkdirSync(join(folder, "image/rootfs/bin"), { recursive: true });
  cpSync(busybox, join(folder, "image/rootfs/bin/busybox"), { dereference: true });
  return "scratch";
}

async function startAgent(tutti, folder, ports, environment) {
  const args = [
    tutti,
    "agent",
    "-dev",
    "-log-level=warn",
    `-http-port=${ports.http}`,
    `-dns-port=${ports.dns}`,
  ];
  const agent = spawn(process.execPath, args, {
    cwd: folder,
    env: environment,
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  let output = "";
  for (const stream of [agent.stdout, agent.stderr])
    stream.on("data", (data) => {
      output += data;
    });
  const end = performance.now() + READY_WITHIN_MS;
  while (performance.now() < end && agent.exitCode === null) {
    const leader = await get(`http://127.0.0.1:${ports.http}/v1/status/leader`).catch(() => "");
    if (leader.length > 4) return agent;
    await pause(50);
  }
  agent.kill("SIGKILL");
  throw new Error(`the agent did not come up:\n${output}`);
}

export function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function get(url) {
  return new Promise((resolve, reject) => {
    http
      .get(url, { timeout: 5000, agent: false }, (response) => {
        let body = "";
        response.setEncoding("utf8").on("data", (piece) => {
          body += piece;
        });
        response.on("end", () => resolve(body));
      })
      .on("timeout", function () {
        this.destroy(new Error("no answer in 5 s"));
      })
      .on("error", reject);
  });
}

/** The wanted port if it is free (for UDP too where that is asked), otherwise one that the system chooses. */
async function freePort(wanted, { udp = false } = {}) {
  for (const candidate of [wanted, 0, 0, 0, 0]) {
    const port = await listenOnce(candidate);
    if (port !== undefined && (!udp || (await bindOnce(port)))) return port;
  }
  throw new Error("no port is free");
}

/** The port, if a TCP server could listen on it. */
function listenOnce(wanted) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(undefined));
    server.listen(wanted, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

function bindOnce(port) {
  return new Promise((resolve) => {
    const socket = createSocket("udp4");
    socket.once("error", () => socket.close(() => resolve(false)));
    socket.bind({ port, address: "127.0.0.1", exclusive: true }, () => socket.close(() => resolve(true)));
  });
}

/** The first of `count` free ports in a row. */
async function freeRun(from, count) {
  for (let first = from; first < 60_000; first += count) {
    const found = [];
    for (let i = 0; i < count; i++) found.push(await freePort(first + i));
    if (found.every((port, i) => port === first + i)) return first;
  }
  throw new Error("no ports in a row are free");
}

/** As an accident would: past Tutti, by the engine itself. */
function killContainer(host, name) {
  const url = new URL(host);
  const target =
    url.protocol === "unix:" ? { socketPath: url.pathname } : { host: url.hostname, port: url.port };
  return new Promise((resolve, reject) => {
    http
      .request({ ...target, method: "POST", path: `/containers/${name}/kill` }, (response) => {
        response.resume();
        response.on("end", () =>
          response.statusCode === 204
            ? resolve(`the container ${name}`)
            : reject(new Error(`the engine answered ${response.statusCode}`)),
        );
      })
      .on("error", reject)
      .end();
  });
}

/** As an accident would: the process that listens on the port gets SIGKILL, and its supervisor with it. */
async function killProcess(port) {
  const state = spawnSync("sh", ["-c", `ls -l /proc/[0-9]*/environ 2>/dev/null | awk '{print $NF}'`], {
    encoding: "utf8",
  });
  const { readFileSync } = await import("node:fs");
  const victims = state.stdout
    .split("\n")
    .filter(Boolean)
    .filter((path) => {
      try {
        return readFileSync(path, "utf8").split("\0").includes(`PORT=${port}`);
      } catch {
        return false;
      }
    });
  const pids = victims.map((path) => Number(path.split("/")[2])).filter((pid) => pid !== process.pid);
  if (pids.length === 0) throw new Error(`no process with PORT=${port} was found`);
  for (const pid of pids) process.kill(pid, "SIGKILL");
  return `the process on port ${port} (pid ${pids.join(", ")})`;
}
