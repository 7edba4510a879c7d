import { RuntimeError } from "@tutti/runtime";
import { createSimulation } from "@tutti/simulation";
import { describe, expect, test } from "vitest";
import { questionOf } from "../../testkit/dns-question.ts";
import type { DnsCatalog, DnsInstance } from "./catalog.ts";
import { decodeMessage } from "./decode.ts";
import { DNS_CONFIG_DEFAULT, type DnsConfig } from "./dns-config.ts";
import { startDnsServer } from "./dns-server.ts";
import { encodeMessage } from "./encode.ts";
import { type DnsMessage, RCODE, TYPE } from "./message.ts";
import { framed, packetsOf } from "./recursor.ts";

const SERVER = "10.0.0.1";
const RECURSOR = "10.0.0.53";

const instance = (address: string): DnsInstance => ({
  node: { name: "e1", address: "10.2.0.1", meta: new Map() },
  service: "web",
  address,
  port: 80,
  tags: [],
  weights: { passing: 1, warning: 1 },
  status: "passing",
});
const CATALOG: DnsCatalog = {
  version: "1",
  node: () => undefined,
  nodeByAddress: () => undefined,
  serviceByAddress: () => undefined,
  instances: (service) =>
    service === "web" ? [instance("")] : service === "away" ? [instance("www.example.com")] : [],
  query: () => undefined,
  servers: () => [],
};

interface Options {
  readonly config?: Partial<DnsConfig>;
  readonly catalog?: () => DnsCatalog | Promise<DnsCatalog>;
}

/** A server in simulated time; `current` is what a reload would change. */
async function start({ config = {}, catalog = () => CATALOG }: Options = {}) {
  const world = createSimulation(17);
  const runtime = world.host(SERVER);
  const current = { config: { ...DNS_CONFIG_DEFAULT, ...config } };
  const faults: unknown[] = [];
  const server = await world.until(
    startDnsServer({
      runtime,
      host: SERVER,
      port: 53,
      catalog,
      config: () => current.config,
      failed: (error) => void faults.push(error),
    }),
  );
  const client = world.host("10.0.0.9").network;
  /** What comes back within a second over UDP: packets as bytes. */
  const send = async (...packets: readonly Uint8Array[]) => {
    const socket = await client.bindUdp({ host: "0.0.0.0", port: 0 });
    const replies: Uint8Array[] = [];
    socket.onMessage((data) => void replies.push(data));
    for (const packet of packets) socket.send(packet, { host: SERVER, port: 53 });
    await world.run(1_000);
    await socket.close();
    return replies;
  };
  const ask = async (question: DnsMessage) => {
    const [reply] = await send(encodeMessage(question) ?? new Uint8Array());
    return reply === undefined ? undefined : decodeMessage(reply);
  };
  const rcode = async (name: string) => (await ask(questionOf(name)))?.rcode;
  return { world, server, runtime, current, faults, send, ask, rcode, client };
}

const web = "web.service.consul.";

describe("a packet that is no question", () => {
  const cut = (...head: readonly number[]) => Uint8Array.from([...head, 0, 1, 0, 0, 0, 0, 0, 0, 9]);
  test.each<[string, Uint8Array, readonly number[] | undefined]>([
    ["is told so, with its id, its kind and its wish", cut(1, 2, 0x79, 0), [1, 2, 0xf9, 1]],
    ["is told so whatever else it sets", cut(1, 2, 0x06, 0xff), [1, 2, 0x80, 1]],
    ["is left alone where it is an answer", cut(1, 2, 0x80, 0), undefined],
    ["is told so where it is a header alone", cut(1, 2, 0, 0).slice(0, 12), [1, 2, 0x80, 1]],
    ["is left alone where it is less than a header", cut(1, 2, 0, 0).slice(0, 11), undefined],
  ])("%s", async (_, packet, wanted) => {
    const { send, faults } = await start();
    expect(await send(packet)).toEqual(
      wanted === undefined ? [] : [Uint8Array.from([...wanted, 0, 0, 0, 0, 0, 0, 0, 0])],
    );
    expect(faults).toEqual([]);
  });

  test("is left alone where it is an answer that can be read", async () => {
    const { ask } = await start();
    expect(await ask(questionOf(web, { response: true }))).toBeUndefined();
  });

  test.each<[string, Partial<DnsMessage>, number]>([
    ["of another kind", { opcode: 2 }, RCODE.NOTIMP],
    ["without one", { questions: [] }, RCODE.FORMERR],
    ["with two", { questions: Array(2).fill({ name: web, type: 1, class: 1 }) }, RCODE.FORMERR],
  ])("%s has its answer", async (_, more, rcode) => {
    const { ask } = await start();
    const reply = await ask(questionOf(web, more));
    expect([reply?.rcode, reply?.id, reply?.response, reply?.answers]).toEqual([rcode, 77, true, []]);
    expect(reply?.questions).toEqual(questionOf(web, more).questions);
  });
});

describe("a fault", () => {
  const unanswered = new RuntimeError("EAGAIN", "servers", "nobody answers");
  test.each<[string, Error, number]>([
    ["of ours is told of", new TypeError("x is undefined"), 1],
    ["of the world is not", unanswered, 0],
  ])("%s, and either way whoever asked hears of a failure", async (_, error, told) => {
    const { ask, faults } = await start({ catalog: () => Promise.reject(error) });
    const reply = await ask(questionOf(web));
    expect([reply?.rcode, reply?.id, reply?.questions[0]?.name]).toEqual([RCODE.SERVFAIL, 77, web]);
    expect(faults).toHaveLength(told);
  });

  test("answers no answer, and what cannot be read as such", async () => {
    const { send, ask } = await start({ catalog: () => Promise.reject(unanswered) });
    expect(await ask(questionOf(web, { response: true }))).toBeUndefined();
    expect((await send(Uint8Array.of(1, 2, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0))).map((reply) => reply[3])).toEqual([
      1,
    ]);
  });
});

describe("an answer", () => {
  test("is the same to who asks again, but for its id", async () => {
    const { ask, world } = await start();
    const first = await ask(questionOf("none.service.consul."));
    await world.run(60_000);
    const again = await ask(questionOf("none.service.consul.", { id: 78 }));
    expect(again).toEqual({ ...first, id: 78 });
  });

  test("tells by its serial number when it was made, in seconds", async () => {
    const { ask, world } = await start();
    await world.run(1_700);
    const now = world.nowMs;
    const [record] = (await ask(questionOf("none.service.consul.")))?.authority ?? [];
    expect(record?.data).toMatchObject({ kind: "SOA", serial: Math.floor(now / 1000) });
  });

  test("is another once the configuration is", async () => {
    const { current, ask } = await start();
    const ttl = async () => (await ask(questionOf(web)))?.answers[0]?.ttl;
    expect(await ttl()).toBe(0);
    current.config = { ...current.config, serviceTtlSeconds: new Map([["web", 9]]) };
    expect(await ttl()).toBe(9);
  });

  test("that was made while the configuration changed is not kept", async () => {
    let tell: (instances: readonly DnsInstance[]) => void = () => {};
    const slow = new Promise<readonly DnsInstance[]>((resolve) => {
      tell = resolve;
    });
    const catalog = { ...CATALOG, instances: (name: string) => (name === "web" ? slow : []) };
    const { current, rcode, ask, send } = await start({ catalog: () => catalog });
    await send(encodeMessage(questionOf(web)) ?? new Uint8Array());
    current.config = { ...current.config, serviceTtlSeconds: new Map([["web", 9]]) };
    expect(await rcode("none.service.consul.")).toBe(RCODE.NXDOMAIN);
    tell([instance("")]);
    await send();
    expect((await ask(questionOf(web)))?.answers[0]?.ttl).toBe(9);
  });
});

describe("what is not ours", () => {
  const outside = "www.example.com.";

  test.each([
    [outside, RCODE.REFUSED, false],
    ["1.2.3.4.in-addr.arpa.", RCODE.SERVFAIL, true],
  ])("is refused without recursors: %s", async (name, rcode, available) => {
    const { ask } = await start();
    const reply = await ask(questionOf(name));
    expect([reply?.rcode, reply?.recursionAvailable, reply?.authoritative]).toEqual([
      rcode,
      available,
      false,
    ]);
  });

  /** A recursor that answers when it is let. */
  async function withRecursor(answers: boolean) {
    const kit = await start({
      config: { recursors: [{ host: RECURSOR, port: 53 }], recursorTimeoutMs: 500 },
    });
    const socket = await kit.world.host(RECURSOR).network.bindUdp({ host: RECURSOR, port: 53 });
    let asked = 0;
    socket.onMessage((data, from) => {
      asked += 1;
      const query = decodeMessage(data);
      if (query === undefined || !answers) return;
      const found = {
        name: outside,
        ttl: 1,
        data: { kind: "A", address: Uint8Array.of(9, 9, 9, 9) },
      } as const;
      socket.send(encodeMessage({ ...query, response: true, answers: [found] }) ?? new Uint8Array(), from);
    });
    return { ...kit, asked: () => asked };
  }

  test("is asked of recursors, each time anew", async () => {
    const { ask, asked } = await withRecursor(true);
    for (const id of [1, 2]) {
      const reply = await ask(questionOf(outside, { id }));
      expect([reply?.id, reply?.rcode, reply?.answers.length]).toEqual([id, 0, 1]);
    }
    expect(asked()).toBe(2);
  });

  test("has failed where they do not answer", async () => {
    const { ask } = await withRecursor(false);
    const reply = await ask(questionOf(outside));
    expect([reply?.rcode, reply?.recursionAvailable, reply?.authoritative]).toEqual([
      RCODE.SERVFAIL,
      true,
      false,
    ]);
  });

  test.each([
    ["what it is", true, ["CNAME", "A"]],
    ["alone", false, ["CNAME"]],
  ])("stands behind a name of ours with %s", async (_, answers, kinds) => {
    const { ask } = await withRecursor(answers);
    const reply = await ask(questionOf("away.service.consul."));
    expect(reply?.answers.map(({ data }) => data.kind)).toEqual(kinds);
    expect([reply?.authoritative, reply?.recursionAvailable, reply?.rcode]).toEqual([true, true, 0]);
  });

  test("is not asked for where the name itself was", async () => {
    const { ask, asked } = await withRecursor(true);
    const questions = [{ name: "away.service.consul.", type: TYPE.CNAME, class: 1 }];
    expect((await ask(questionOf("", { questions })))?.answers).toHaveLength(1);
    expect(asked()).toBe(0);
  });

  test("is asked for 1024 at a time, and refused beyond", async () => {
    const { send, world, ask } = await withRecursor(false);
    const packet = encodeMessage(questionOf(outside)) ?? new Uint8Array();
    const replies = await send(...Array<Uint8Array>(1025).fill(packet));
    const rcodes = replies.map((reply) => (reply[3] ?? 0) & 15);
    expect(rcodes.filter((rcode) => rcode === RCODE.REFUSED)).toHaveLength(1);
    expect(rcodes.filter((rcode) => rcode === RCODE.SERVFAIL)).toHaveLength(1024);
    await world.run(1_000);
    expect((await ask(questionOf(outside)))?.rcode).toBe(RCODE.SERVFAIL);
  });
});

describe("the doors", () => {
  test("are both shut at the end", async () => {
    const { world, server, send, client } = await start();
    await world.until(server.close());
    expect(await send(encodeMessage(questionOf(web)) ?? new Uint8Array())).toEqual([]);
    await expect(world.until(client.connect({ host: SERVER, port: 53 }))).rejects.toThrow(/ECONNREFUSED/);
  });

  test("are both shut where one of them is taken", async () => {
    const world = createSimulation(18);
    const runtime = world.host(SERVER);
    const taken = await runtime.network.bindUdp({ host: SERVER, port: 53 });
    const options = { runtime, host: SERVER, port: 53, catalog: () => CATALOG, failed: () => {} };
    const begin = () => world.until(startDnsServer({ ...options, config: () => DNS_CONFIG_DEFAULT }));
    await expect(begin()).rejects.toThrow(/EADDRINUSE/);
    await taken.close();
    expect((await begin()).port).toBe(53);
  });

  test("a connection of which the client sends no more is ended after its answers", async () => {
    const { world, client } = await start();
    const connection = await world.until(client.connect({ host: SERVER, port: 53 }));
    void connection.write(framed(encodeMessage(questionOf(web)) ?? new Uint8Array()));
    connection.end();
    const replies = await world.until(
      (async () => {
        const all: Uint8Array[] = [];
        for await (const packet of packetsOf(connection)) all.push(packet);
        return all;
      })(),
      5_000,
    );
    expect(replies.map((reply) => decodeMessage(reply)?.answers.length)).toEqual([1]);
  });
});
