/**
 * A Docker Engine for the demonstration and the tests: the one that is there,
 * or a private one of our own that leaves nothing behind. Node's own modules
 * only, because it runs before anything is installed.
 */
import { execFile, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import fs from "node:fs";
import http from "node:http";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const DEFAULT_SOCKET = "/var/run/docker.sock";
const PACKAGES = ["docker.io", "busybox-static", "iptables", "iproute2"];
const START_TIMEOUT_MS = 90_000;
const STOP_TIMEOUT_MS = 20_000;
/** The longest path of a socket that Linux takes is 107; containerd's lies deepest. */
const FOLDER_LENGTH_MAX = 70;

/**
 * Gives `{ host, tcpHost, version, own, stop }`; `{ host: undefined, reason, … }`
 * where no engine is to be had. `tcp` also opens a private engine on a free port of 127.0.0.1.
 */
export async function ensureEngine({ log = () => {}, noDocker = false, tcp = false } = {}) {
  if (noDocker) return none("--no-docker was given");
  const found = await findEngine(log);
  if (found !== undefined) return { ...found, own: false, stop: async () => {} };
  const obstacle = whyNoPrivateEngine();
  if (obstacle !== undefined) return none(obstacle);
  try {
    await installPackages(log);
    await removeLeftovers(log);
    return await startPrivateEngine(log, tcp);
  } catch (error) {
    return none(`no private engine could be started: ${error.message}`);
  }
}

function none(reason) {
  return { host: undefined, reason, own: false, stop: async () => {} };
}

async function findEngine(log) {
  const candidates = [process.env.DOCKER_HOST, `unix://${DEFAULT_SOCKET}`].filter(Boolean);
  for (const host of candidates) {
    const version = await askVersion(host);
    if (version !== undefined) {
      return { host, tcpHost: host.startsWith("tcp:") ? host : undefined, version };
    }
    if (host === process.env.DOCKER_HOST) log(`DOCKER_HOST is ${host}, but nothing answers there.`);
  }
  return undefined;
}

function whyNoPrivateEngine() {
  if (process.platform !== "linux")
    return `no engine answers, and a private one needs Linux (this is ${process.platform})`;
  if (process.getuid?.() !== 0) return "no engine answers, and only root may start a private one";
  if (findProgram("dockerd") === undefined && !isDebian()) {
    return "no engine answers, dockerd is not installed, and this is neither Debian nor Ubuntu";
  }
  return undefined;
}

function isDebian() {
  try {
    return /^ID(_LIKE)?=.*\b(debian|ubuntu)\b/m.test(fs.readFileSync("/etc/os-release", "utf8"));
  } catch {
    return false;
  }
}

function findProgram(name) {
  const folders = [...(process.env.PATH ?? "").split(":"), "/usr/sbin", "/sbin", "/usr/bin", "/bin"];
  return folders.map((folder) => path.join(folder, name)).find((file) => fs.existsSync(file));
}

/** A busybox that needs no library, so that it can be an image's only file; undefined where there is none. */
async function findStaticBusybox() {
  const program = findProgram("busybox");
  if (program === undefined) return undefined;
  const text = fs.readFileSync(program);
  // A program that is linked at run time names its loader.
  return text.subarray(0, 4096).includes("/ld-") ? undefined : program;
}

async function installPackages(log) {
  const present = { "docker.io": "dockerd", iptables: "iptables", iproute2: "ip" };
  const missing = [];
  for (const name of PACKAGES) {
    const there = name === "busybox-static" ? await findStaticBusybox() : findProgram(present[name]);
    if (there === undefined) missing.push(name);
  }
  if (missing.length === 0 || !isDebian()) return;
  log(`No Docker Engine answers. Installing the distribution's ${missing.join(", ")} …`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  // What the packages start by themselves must not run: the engine is to be private.
  const policy = "/usr/sbin/policy-rc.d";
  const forbid = !fs.existsSync(policy);
  if (forbid) fs.writeFileSync(policy, "#!/bin/sh\nexit 101\n", { mode: 0o755 });
  try {
    await run("apt-get", ["update", "-qq"], { env, timeout: 120_000, maxBuffer: 1 << 24 });
    const install = ["install", "-y", "-qq", "--no-install-recommends", ...missing];
    await run("apt-get", install, { env, timeout: 300_000, maxBuffer: 1 << 24 });
  } finally {
    if (forbid) fs.rmSync(policy, { force: true });
  }
}

async function startPrivateEngine(log, tcp) {
  const folder = makeFolder();
  const bridge = await makeBridge(folder);
  log(`No Docker Engine answers. Starting a private one below ${folder} (it is stopped at the end).`);
  const socket = path.join(folder, "docker.sock");
  const logFile = path.join(folder, "dockerd.log");
  const args = [
    ["--data-root", path.join(folder, "data")],
    ["--exec-root", path.join(folder, "exec")],
    ["--pidfile", path.join(folder, "docker.pid")],
    ["--host", `unix://${socket}`],
    tcp ? ["--host", "tcp://127.0.0.1:0", "--tls=false"] : [],
    ["--bridge", bridge ?? "none"],
    // Rules and settings of the machine stay as they are.
    ["--iptables=false", "--ip-masq=false", "--ip-forward=false"],
  ].flat();
  const output = fs.openSync(logFile, "a");
  const child = spawn(findProgram("dockerd"), args, { stdio: ["ignore", output, output], detached: true });
  fs.closeSync(output);
  child.unref();
  let failed;
  child.once("error", (error) => {
    failed = error;
  });
  child.once("exit", () => {
    failed ??= new Error(`dockerd ended: ${lastLine(logFile)}`);
  });
  const host = `unix://${socket}`;
  const stop = () => stopPrivateEngine(folder, host);
  try {
    const version = await waitForEngine(host, () => failed);
    return { host, tcpHost: tcp ? await tcpHostOf(logFile) : undefined, version, own: true, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function waitForEngine(host, failure) {
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < deadline) {
    const version = await askVersion(host);
    if (version !== undefined) return version;
    const failed = failure();
    if (failed !== undefined) throw failed;
    await pause(100);
  }
  throw new Error(`dockerd did not answer within ${START_TIMEOUT_MS / 1000} s`);
}

/** The port that the system chose is told in the log only, and a moment after the socket answers. */
async function tcpHostOf(logFile) {
  let match = null;
  await waitUntil(() => {
    match = /API listen on (127\.0\.0\.1:\d+)/.exec(fs.readFileSync(logFile, "utf8"));
    return match !== null;
  }, 5_000);
  return match === null ? undefined : `tcp://${match[1]}`;
}

function lastLine(file) {
  const lines = fs.readFileSync(file, "utf8").trim().split("\n");
  return (
    lines.findLast((line) => /level=(error|fatal)|failed/.test(line)) ?? lines.at(-1) ?? "it said nothing"
  );
}

/** Each run has a folder of its own, named by the process that is to stop it. */
function makeFolder() {
  const name = `run-${process.pid}-${randomBytes(3).toString("hex")}`;
  const folder = [path.join(os.tmpdir(), "tutti-engine", name), path.join("/tmp", "tutti-engine", name)].find(
    ({ length }) => length <= FOLDER_LENGTH_MAX,
  );
  fs.mkdirSync(folder, { recursive: true, mode: 0o711 });
  return folder;
}

/** A bridge of our own in a range that nobody here uses; undefined where bridges cannot be made. */
async function makeBridge(folder) {
  const ip = findProgram("ip");
  if (ip === undefined) return undefined;
  const name = `tutti${path.basename(folder).slice(-6)}`;
  try {
    const { stdout } = await run(ip, ["-4", "-o", "addr"]);
    const second = Array.from({ length: 15 }, (_, i) => 240 - i).find(
      (n) => !stdout.includes(`inet 10.${n}.`),
    );
    await run(ip, ["link", "add", "name", name, "type", "bridge"]);
    fs.writeFileSync(path.join(folder, "bridge"), name);
    await run(ip, ["addr", "add", `10.${second}.0.1/24`, "dev", name]);
    await run(ip, ["link", "set", "dev", name, "up"]);
    return name;
  } catch {
    return undefined;
  }
}

/** Runs of processes that are gone (killed) are cleared away. */
async function removeLeftovers(log) {
  for (const parent of new Set([path.join(os.tmpdir(), "tutti-engine"), "/tmp/tutti-engine"])) {
    for (const name of fs.existsSync(parent) ? fs.readdirSync(parent) : []) {
      const pid = /^run-(\d+)-/.exec(name)?.[1];
      if (pid === undefined || isAlive(Number(pid))) continue;
      log(`Clearing away the private engine that an earlier run left (${name}).`);
      const folder = path.join(parent, name);
      await stopPrivateEngine(folder, `unix://${path.join(folder, "docker.sock")}`);
    }
  }
}

async function stopPrivateEngine(folder, host) {
  await removeObjects(host);
  const pid = readPid(folder);
  if (pid !== undefined) {
    signal(pid, "SIGTERM");
    await waitUntil(() => !isAlive(pid), STOP_TIMEOUT_MS);
  }
  // Shims and containerd outlive a dockerd that was killed; each names the folder on its command line.
  for (const left of processesBelow(folder)) signal(left, "SIGKILL");
  await waitUntil(() => processesBelow(folder).length === 0, 5_000);
  for (const mount of mountsBelow(folder)) await run("umount", ["-l", mount]).catch(() => {});
  const bridgeFile = path.join(folder, "bridge");
  if (fs.existsSync(bridgeFile)) {
    const name = fs.readFileSync(bridgeFile, "utf8");
    await run(findProgram("ip") ?? "ip", ["link", "delete", name]).catch(() => {});
  }
  fs.rmSync(folder, { recursive: true, force: true });
}

/** Containers and networks go through the engine, so that their processes and bridges go too. */
async function removeObjects(host) {
  try {
    for (const { Id } of JSON.parse(await ask(host, "GET", "/containers/json?all=1"))) {
      await ask(host, "DELETE", `/containers/${Id}?force=1&v=1`);
    }
    await ask(host, "POST", "/networks/prune");
  } catch {
    // It does not answer any more; what it left is cleared away below.
  }
}

function readPid(folder) {
  try {
    const pid = Number(fs.readFileSync(path.join(folder, "docker.pid"), "utf8"));
    return processesBelow(folder).includes(pid) ? pid : undefined;
  } catch {
    return undefined;
  }
}

function processesBelow(folder) {
  return fs
    .readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((name) => {
      try {
        return fs.readFileSync(`/proc/${name}/cmdline`, "utf8").includes(`${folder}/`);
      } catch {
        return false;
      }
    })
    .map(Number);
}

function mountsBelow(folder) {
  return fs
    .readFileSync("/proc/mounts", "utf8")
    .split("\n")
    .map((line) => line.split(" ")[1] ?? "")
    .filter((mount) => mount.startsWith(`${folder}/`))
    .sort((a, b) => b.length - a.length);
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return !/^State:\s+Z/m.test(fs.readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}

function signal(pid, name) {
  try {
    process.kill(pid, name);
  } catch {
    // It is gone already.
  }
}

async function waitUntil(holds, timeoutMs) {
  const deadline = Date.now() + timeoutMs;
  while (!holds() && Date.now() < deadline) await pause(50);
}

function pause(delayMs) {
  return new Promise((resolve) => setTimeout(resolve, delayMs));
}

async function askVersion(host) {
  try {
    return JSON.parse(await ask(host, "GET", "/version")).Version;
  } catch {
    return undefined;
  }
}

function ask(host, method, target) {
  const tcp = /^tcp:\/\/(.+)$/.exec(host);
  const where = tcp === null ? { socketPath: host.replace(/^unix:\/\//, "") } : new URL(`http://${tcp[1]}`);
  const options = tcp === null ? where : { host: where.hostname, port: where.port || 2375 };
  return new Promise((resolve, reject) => {
    const request = http.request({ ...options, method, path: target, timeout: 10_000 }, (response) => {
      let body = "";
      response.setEncoding("utf8");
      response.on("data", (piece) => {
        body += piece;
      });
      response.on("end", () =>
        (response.statusCode ?? 500) < 400
          ? resolve(body)
          : reject(new Error(`${response.statusCode}: ${body}`)),
      );
    });
    request.on("timeout", () => request.destroy(new Error("no answer")));
    request.on("error", reject);
    request.end();
  });
}
