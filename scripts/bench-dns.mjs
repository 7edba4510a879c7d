// What a question over DNS costs the agent: CPU time of its process as the kernel
// counted it, beside a bare socket of Node that sends an answer of the same size.
import { spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { readFile } from "node:fs/promises";
import { freePort, startAgent } from "./bench-agent.mjs";

/** Questions that are under way at one time. */
const OUTSTANDING = 64;
const NAMES = 1_000;
const INSTANCES = 3;
const WARM = 20_000;
const ANSWER_BYTES = 60;
/** A lost packet is asked for again, so that a full buffer does not end the run. */
const RETRY_MS = 1_000;
/** Linux counts CPU time in hundredths of a second. */
const TICK_US = 10_000;

const BARE = `const socket = require("node:dgram").createSocket({ type: "udp4", recvBufferSize: 1 << 21 });
socket.on("message", (packet, from) => {
  const answer = Buffer.alloc(${ANSWER_BYTES});
  packet.copy(answer, 0, 0, 2);
  socket.send(answer, from.port, from.address, () => {});
});
socket.bind(0, "127.0.0.1", () => process.send(socket.address().port));`;

/** Rows of the table: microseconds of CPU a question, of `count` questions each. */
export async function measureDns(launcher, count) {
  const rows = [];
  const row = async (what, pid, port, questions) => {
    await askAll(port, questions, WARM);
    const before = await cpuUs(pid);
    await askAll(port, questions, count);
    rows.push({ what, us: ((await cpuUs(pid)) - before) / count });
  };
  const bare = spawn(process.execPath, ["-e", BARE], { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  try {
    const port = await new Promise((resolve) => bare.once("message", resolve));
    await row("a bare socket of Node", bare.pid, port, [question("web-0.service.consul", 1)]);
  } finally {
    bare.kill();
  }
  const dnsPort = await freePort();
  const agent = await startAgent(launcher, undefined, dnsPort);
  try {
    for (let n = 0; n < NAMES; n += 1) await register(agent, n);
    const names = Array.from({ length: NAMES }, (_, n) => `web-${n}.service.consul`);
    await row("one name", agent.pid, dnsPort, [question("web-0.service.consul", 1)]);
    await row(
      `${NAMES} names`,
      agent.pid,
      dnsPort,
      names.map((name) => question(name, 1)),
    );
    await row(
      `${NAMES} names, SRV`,
      agent.pid,
      dnsPort,
      names.map((name) => question(name, 33)),
    );
    await row("a name that is not there", agent.pid, dnsPort, [question("none.service.consul", 1)]);
  } finally {
    await agent.stop();
  }
  return rows;
}

async function register(agent, n) {
  for (let instance = 0; instance < (n === 0 ? 1 : INSTANCES); instance += 1) {
    const body = { ID: `web-${n}-${instance}`, Name: `web-${n}`, Address: `10.0.${instance}.1`, Port: 80 };
    const { status } = await agent.ask("PUT", "/v1/agent/service/register", JSON.stringify(body));
    if (status !== 200) throw new Error(`register: ${status}`);
  }
}

export function question(name, type) {
  const labels = name.split(".").map((label) => Buffer.from([label.length, ...Buffer.from(label)]));
  const head = Buffer.from([0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
  return Buffer.concat([head, ...labels, Buffer.from([0, 0, type, 0, 1])]);
}

/** Asks one after the other, `OUTSTANDING` at a time, each under an id of its own. */
export function askAll(port, questions, count) {
  const socket = createSocket({ type: "udp4", recvBufferSize: 1 << 21 });
  let asked = 0;
  let answered = 0;
  const waiting = new Map();
  return new Promise((resolve) => {
    const ask = (id) => {
      const packet = Buffer.from(questions[asked % questions.length]);
      packet.writeUInt16BE(id, 0);
      asked += 1;
      waiting.set(id, packet);
      socket.send(packet, port, "127.0.0.1");
    };
    const timer = setInterval(() => {
      for (const packet of waiting.values()) socket.send(packet, port, "127.0.0.1");
    }, RETRY_MS);
    socket.on("message", (packet) => {
      const id = packet.readUInt16BE(0);
      if (!waiting.delete(id)) return;
      answered += 1;
      if (asked < count) ask(id);
      if (answered < count) return;
      clearInterval(timer);
      socket.close(resolve);
    });
    for (let id = 0; id < OUTSTANDING; id += 1) ask(id);
  });
}

export async function cpuUs(pid) {
  const fields = (await readFile(`/proc/${pid}/stat`, "utf8")).split(") ")[1].split(" ");
  return (Number(fields[11]) + Number(fields[12])) * TICK_US;
}
