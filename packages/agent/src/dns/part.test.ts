import { createSimulation } from "@tutti/simulation";
import { describe, expect, test } from "vitest";
import { questionOf } from "../../testkit/dns-question.ts";
import { askDnsAbout, startSimulatedAgent } from "../../testkit/index.ts";
import { type AgentConfig, DEFAULT_AGENT_CONFIG } from "../index.ts";
import { decodeMessage } from "./decode.ts";
import { encodeMessage } from "./encode.ts";
import { type DnsRecord, TYPE } from "./message.ts";

const ON = { ...DEFAULT_AGENT_CONFIG.ports, dns: 8600 };
const dns = (more: Partial<AgentConfig["dns"]>): Partial<AgentConfig> => ({
  dns: { ...DEFAULT_AGENT_CONFIG.dns, ...more },
});

async function start(config: Partial<AgentConfig> = {}) {
  const world = createSimulation(23);
  const kit = await startSimulatedAgent(world, { ports: ON, ...config });
  const register = async (Node: string, Address: string, more: object = {}) => {
    const answer = await kit.call("catalog.register", { body: { Node, Address, ...more } });
    expect(answer.status).toBe(200);
  };
  const client = world.host("10.0.0.9");
  const ask = (name: string, type: number = TYPE.A, at = "10.0.0.1") =>
    world.until(askDnsAbout(client, at, name, type), 10_000);
  return { ...kit, world, register, ask };
}

function show({ ttl, data }: DnsRecord): string {
  if (data.kind === "A") return `${ttl} ${data.address.join(".")}`;
  if (data.kind === "TXT") return `${ttl} ${data.text}`;
  return "target" in data ? `${ttl} ${data.target}` : `${ttl} ${data.kind}`;
}

type Ask = Awaited<ReturnType<typeof start>>["ask"];
const answers = async (ask: Ask, name: string, type?: number) =>
  (await ask(name, type))?.answers.map(show).sort();
const counts = async (ask: Ask, name: string, type?: number) => {
  const message = await ask(name, type);
  return [message?.answers.length, message?.additional.length, message?.truncated];
};

/** Each row: a configuration, and what is another by it than where nothing is said. */
describe("what is configured holds", () => {
  const web = "web.service.consul.";
  test.each<[string, Partial<AgentConfig>, (ask: Ask) => Promise<unknown>, unknown, unknown]>([
    [
      "node_ttl",
      dns({ nodeTtlMs: 2_900 }),
      (ask) => answers(ask, "n0.node.consul."),
      ["0 10.2.0.0"],
      ["2 10.2.0.0"],
    ],
    [
      "service_ttl",
      dns({ serviceTtlMs: new Map([["we*", 3_999]]) }),
      async (ask) => [
        await answers(ask, "one.service.consul."),
        await answers(ask, "web-one.service.consul."),
      ],
      [["0 10.2.0.0"], ["0 10.2.0.0"]],
      [["0 10.2.0.0"], ["3 10.2.0.0"]],
    ],
    [
      "only_passing",
      dns({ onlyPassing: true }),
      (ask) => answers(ask, "warm.service.consul."),
      ["0 10.2.0.1"],
      [],
    ],
    ["a_record_limit", dns({ aRecordLimit: 2 }), (ask) => counts(ask, web), [3, 0, false], [2, 0, false]],
    ["udp_answer_limit", dns({ udpAnswerLimit: 4 }), (ask) => counts(ask, web), [3, 0, false], [4, 0, false]],
    [
      "enable_truncate",
      dns({ enableTruncate: true }),
      (ask) => counts(ask, web),
      [3, 0, false],
      [3, 0, true],
    ],
    [
      "disable_compression",
      dns({ disableCompression: true, udpAnswerLimit: 0 }),
      (ask) => counts(ask, web, TYPE.SRV),
      [3, 3, false],
      // With names that point at each other there would be room for all eight.
      [5, 5, false],
    ],
    [
      "enable_additional_node_meta_txt",
      dns({ nodeMetaTxt: false }),
      async (ask) => (await ask("told.node.consul."))?.additional.map(show),
      ["0 role=db"],
      [],
    ],
    [
      "soa",
      dns({ soa: { refresh: 1, retry: 2, expire: 3, minTtl: 4 } }),
      async (ask) => {
        const [record] = (await ask("none.service.consul."))?.authority ?? [];
        const data = record?.data;
        return data?.kind === "SOA"
          ? [data.refresh, data.retry, data.expire, data.minimum, record?.ttl]
          : data;
      },
      [3600, 600, 86_400, 0, 0],
      [1, 2, 3, 4, 4],
    ],
    [
      "domain",
      { domain: ".Example.Test." },
      (ask) => answers(ask, "one.service.example.test."),
      [],
      ["0 10.2.0.0"],
    ],
    [
      "domain, and no other",
      { domain: "example.test" },
      (ask) => answers(ask, "one.service.consul."),
      ["0 10.2.0.0"],
      [],
    ],
    [
      "alt_domain",
      { altDomain: ".Alt.Test." },
      (ask) => answers(ask, "one.service.alt.test."),
      [],
      ["0 10.2.0.0"],
    ],
    [
      "alt_domain, beside the first",
      { altDomain: "alt.test" },
      (ask) => answers(ask, "one.service.consul."),
      ["0 10.2.0.0"],
      ["0 10.2.0.0"],
    ],
    [
      "datacenter",
      { datacenter: "dc7" },
      (ask) => answers(ask, "one.service.dc7.consul.", TYPE.SRV),
      [],
      ["0 n0.node.dc7.consul."],
    ],
  ])("%s", async (_, config, look, before, after) => {
    const outcomes: unknown[] = [];
    for (const configured of [{}, config]) {
      const { register, ask } = await start(configured);
      for (let at = 0; at < 8; at += 1)
        await register(`n${at}`, `10.2.0.${at}`, { Service: { Service: "web", Port: 80 } });
      await register("n0", "10.2.0.0", { Service: { Service: "one", Port: 80 } });
      await register("n0", "10.2.0.0", { Service: { Service: "web-one", Port: 80 } });
      await register("n1", "10.2.0.1", {
        Service: { Service: "warm" },
        Check: { Name: "c", Status: "warning", ServiceID: "warm" },
      });
      await register("told", "10.2.0.9", { NodeMeta: { role: "db" } });
      outcomes.push(await look(ask));
    }
    expect(outcomes).toEqual([before, after]);
  });
});

describe("recursors", () => {
  test.each([
    ["10.0.0.53", "10.0.0.53", 53],
    ["10.0.0.53:5353", "10.0.0.53", 5353],
    ["2001:db8::53", "2001:db8::53", 53],
    ["[2001:db8::53]", "2001:db8::53", 53],
    ["[2001:db8::53]:5353", "2001:db8::53", 5353],
  ])("%s is %s port %i", async (recursor, host, port) => {
    const { world, ask } = await start(dns({ recursors: [recursor], recursorTimeoutMs: 50 }));
    const asked: string[] = [];
    const socket = await world.host(host).network.bindUdp({ host, port });
    socket.onMessage((data) => void asked.push(decodeMessage(data)?.questions[0]?.name ?? "?"));
    const began = world.nowMs;
    expect((await ask("www.example.com."))?.rcode).toBe(2);
    expect(asked).toEqual(["www.example.com."]);
    expect(Math.round((world.nowMs - began) / 10) * 10).toBe(50);
  });
});

test.each([
  [true, 1],
  [false, 2],
])("recursors in turn: %s", async (recursorsInTurn, orders) => {
  const recursors = ["10.0.0.53", "10.0.0.54"];
  const { world, ask } = await start(dns({ recursors, recursorsInTurn, recursorTimeoutMs: 50 }));
  let asked = "";
  for (const host of recursors) {
    const socket = await world.host(host).network.bindUdp({ host, port: 53 });
    socket.onMessage(() => {
      asked += ` ${host}`;
    });
  }
  const seen = new Set<string>();
  for (let n = 0; n < 12; n += 1) {
    asked = "";
    await ask("www.example.com.");
    seen.add(asked);
  }
  expect(seen.size).toBe(orders);
});

/** Names may hold anything; what is read of a packet is for a log or a terminal, and holds nothing that plays with it. */
test.each([
  ["a sequence that clears a screen", "a\u001b[2J\u0007", "a\\027[2J\\007", [97, 27, 91, 50, 74, 7]],
  ["a mark that turns writing", "a\u202eb", "a\\226\\128\\174b", [97, 226, 128, 174, 98]],
  ["a line break and an end", "a\r\n\u0000\u007f", "a\\013\\010\\000\\127", [97, 13, 10, 0, 127]],
  ["a control character of eight bits", "a\u009b1m", "a\\194\\1551m", [97, 194, 155, 49, 109]],
])("%s in a node's name is sent as it is, and shown as digits", async (_, name, shown, bytes) => {
  const { register, world, ask } = await start();
  await register(name, "10.2.0.1", { Service: { Service: "web", Port: 80 } });
  const target = `${shown}.node.dc1.consul.`;
  const message = await ask("web.service.consul.", TYPE.SRV);
  expect(message?.answers.map(show)).toEqual([`0 ${target}`]);
  expect(message?.additional.map((record) => [record.name, show(record)])).toEqual([[target, "0 10.2.0.1"]]);
  const socket = await world.host("10.0.0.8").network.bindUdp({ host: "0.0.0.0", port: 0 });
  const packet = new Promise<Uint8Array>((resolve) => socket.onMessage(resolve));
  const question = encodeMessage(
    questionOf("web.service.consul.", {
      questions: [{ name: "web.service.consul.", type: TYPE.SRV, class: 1 }],
    }),
  );
  socket.send(question ?? new Uint8Array(), { host: "10.0.0.1", port: 8600 });
  expect([...(await world.until(packet))].join()).toContain([bytes.length, ...bytes, 4].join());
});

test.each(["a\\027\\000.service.consul.", "\\226\\128\\174.node.consul.", "\\255\\007.example.com."])(
  "a question for %s comes back as it was asked",
  async (name) =>
    expect((await (await start()).ask(name))?.questions).toEqual([{ name, type: TYPE.A, class: 1 }]),
);

test("answers as long as it runs, and not where it is off", async () => {
  const { ask, world, agent } = await start();
  expect((await ask("n1.node.consul."))?.rcode).toBe(0);
  await world.until(agent.stop());
  await expect(ask("n1.node.consul.")).rejects.toThrow();
  const off = await start({ ports: { ...ON, dns: -1 } });
  await expect(off.ask("n1.node.consul.")).rejects.toThrow();
});

test("takes over another configuration while it runs", async () => {
  const { ask, agent } = await start();
  expect(await answers(ask, "n1.node.consul.")).toEqual(["0 10.0.0.1"]);
  await agent.reconfigure({ ...agent.context.config, ...dns({ nodeTtlMs: 5_000 }) });
  expect(await answers(ask, "n1.node.consul.")).toEqual(["5 10.0.0.1"]);
});
