import { createSimulation, type Simulation } from "@tutti/simulation";
import { describe, expect, test } from "vitest";
import { questionOf } from "../../testkit/dns-question.ts";
import { decodeMessage } from "./decode.ts";
import { DNS_CONFIG_DEFAULT } from "./dns-config.ts";
import { encodeMessage } from "./encode.ts";
import { type DnsMessage, type DnsRecord, RCODE, TYPE } from "./message.ts";
import { askRecursors, framed, packetsOf, resolveOutside } from "./recursor.ts";

const AGENT = "10.0.0.1";
const TIMEOUT_MS = 700;
const question = questionOf("www.example.com.", { id: 0x1234 });
const packet = encodeMessage(question) ?? new Uint8Array();

type Behaviour = (query: DnsMessage) => readonly Uint8Array[];

/** Replies of this kind, with the mark as their only answer. */
const replying =
  (rcode: number, mark = 1): Behaviour =>
  (query) => {
    const address = Uint8Array.of(9, 9, 9, mark);
    const answers: DnsRecord[] = [{ name: "www.example.com.", ttl: 5, data: { kind: "A", address } }];
    return [encodeMessage({ ...query, response: true, rcode, answers }) ?? new Uint8Array()];
  };
const silent: Behaviour = () => [];

/** A world with recursors, each on a host of its own; `asked` has what each was asked, in order. */
async function open(...behaviours: readonly Behaviour[]) {
  const world: Simulation = createSimulation(31);
  const asked: { readonly at: number; readonly by: number; readonly query: DnsMessage }[] = [];
  const recursors = behaviours.map((_, at) => ({ host: `10.9.0.${at}`, port: 53 + at }));
  for (const [at, behaviour] of behaviours.entries()) {
    const { host, port } = recursors[at] ?? { host: "", port: 0 };
    const { network } = world.host(host);
    const answer = (data: Uint8Array): readonly Uint8Array[] => {
      const query = decodeMessage(data) ?? question;
      asked.push({ at: world.nowMs, by: at, query });
      return behaviour(query);
    };
    const socket = await network.bindUdp({ host, port });
    socket.onMessage((data, from) => {
      for (const reply of answer(data)) socket.send(reply, from);
    });
    await network.listen({ host, port }, async (connection) => {
      for await (const data of packetsOf(connection))
        for (const reply of answer(data)) await connection.write(framed(reply));
      connection.end();
    });
  }
  const config = { ...DNS_CONFIG_DEFAULT, recursors, recursorTimeoutMs: TIMEOUT_MS };
  const access = world.host(AGENT);
  const ask = async (transport: "udp" | "tcp" = "udp") => {
    const bytes = await world.until(askRecursors(packet, transport, config, access));
    const message = bytes === undefined ? undefined : decodeMessage(bytes);
    const data = message?.answers[0]?.data;
    return message === undefined
      ? "nobody"
      : `${message.id === question.id} ${message.rcode} ${data?.kind === "A" ? data.address.at(-1) : "-"}`;
  };
  return { world, config, access, asked, ask, recursors };
}

describe.each(["udp", "tcp"] as const)("recursors over %s", (transport) => {
  test.each<[string, readonly Behaviour[], string, number]>([
    ["the first one's answer goes", [replying(RCODE.NOERROR, 1), replying(RCODE.NOERROR, 2)], "true 0 1", 1],
    ["a name that is not there is an answer", [replying(RCODE.NXDOMAIN, 1), silent], "true 3 1", 1],
    ["one that failed is none", [replying(RCODE.SERVFAIL), replying(RCODE.NOERROR, 2)], "true 0 2", 2],
    ["one that refuses is none", [replying(RCODE.REFUSED), replying(RCODE.NOERROR, 2)], "true 0 2", 2],
    ["none is one either", [silent, replying(RCODE.NOERROR, 2)], "true 0 2", 2],
    ["all of them are asked", [silent, replying(RCODE.REFUSED), silent], "nobody", 3],
    ["there is none", [], "nobody", 0],
  ])("%s", async (_, behaviours, wanted, questions) => {
    const { ask, asked } = await open(...behaviours);
    expect(await ask(transport)).toBe(wanted);
    expect(asked.map(({ by }) => by)).toEqual(Array.from({ length: questions }, (_, at) => at));
  });

  test("as they stand, or in an order that is drawn", async () => {
    const firsts = async (recursorsInTurn: boolean) => {
      const { world, config, access, asked } = await open(silent, silent, replying(RCODE.NOERROR, 3));
      const seen = new Set<string>();
      for (let n = 0; n < 12; n += 1) {
        await world.until(askRecursors(packet, transport, { ...config, recursorsInTurn }, access));
        seen.add(
          asked
            .splice(0)
            .map(({ by }) => by)
            .join(" "),
        );
      }
      return seen;
    };
    expect(await firsts(true)).toEqual(new Set(["0 1 2"]));
    const drawn = await firsts(false);
    expect([...drawn].map((order) => order.at(-1))).toEqual([...drawn].map(() => "2"));
    expect(drawn.size).toBeGreaterThan(2);
  });

  test("each has the time that is configured, and no more", async () => {
    const { ask, asked, world } = await open(silent, silent);
    const began = world.nowMs;
    expect(await ask(transport)).toBe("nobody");
    const took = [world.nowMs - began, (asked[1]?.at ?? 0) - (asked[0]?.at ?? 0)];
    // What goes over the network takes a millisecond or two.
    expect(took.map((ms) => Math.round(ms / 10) * 10)).toEqual([2 * TIMEOUT_MS, TIMEOUT_MS]);
  });

  test("an answer in time leaves nothing that waits", async () => {
    const { ask, world } = await open(replying(RCODE.NOERROR));
    const began = world.nowMs;
    await ask(transport);
    await expect(world.until(new Promise(() => {}))).rejects.toThrow();
    expect(world.nowMs - began).toBeLessThan(TIMEOUT_MS);
  });

  test("where nobody listens the next one is asked", async () => {
    const { world, config, access } = await open(replying(RCODE.NOERROR));
    const recursors = [{ host: "10.9.9.9", port: 53 }, ...config.recursors];
    const reply = await world.until(askRecursors(packet, transport, { ...config, recursors }, access));
    expect(reply?.length).toBeGreaterThan(0);
  });
});

describe("over UDP", () => {
  test("the question goes with an id that nobody can know", async () => {
    const { ask, asked } = await open(replying(RCODE.SERVFAIL), replying(RCODE.NOERROR));
    await ask();
    const ids = asked.map(({ query }) => query.id);
    expect(new Set([...ids, question.id]).size).toBe(3);
    expect(asked[0]?.query).toEqual({ ...question, id: ids[0] });
  });

  test.each<[string, Behaviour]>([
    [
      "with another id, in its first byte",
      (query) => replying(RCODE.NOERROR, 7)({ ...query, id: query.id ^ 0x100 }),
    ],
    [
      "with another id, in its second byte",
      (query) => replying(RCODE.NOERROR, 7)({ ...query, id: query.id ^ 1 }),
    ],
    [
      "that is no packet",
      (query) => [Uint8Array.of(query.id >> 8, query.id & 255, 0x80, 0, 0, 0, 0, 0, 0, 0, 0)],
    ],
  ])("an answer %s is none", async (_, wrong) => {
    const { ask } = await open((query) => [...wrong(query), ...replying(RCODE.NOERROR, 2)(query)]);
    expect(await ask()).toBe("true 0 2");
  });

  test("an answer that is as short as a header is one", async () => {
    const { ask } = await open((query) => [
      encodeMessage({ ...query, response: true, questions: [] }) ?? new Uint8Array(),
    ]);
    expect(await ask()).toBe("true 0 -");
  });

  test("an answer from another port is none", async () => {
    const { world, config, access } = await open(silent);
    const stranger = await world.host("10.9.0.0").network.bindUdp({ host: "10.9.0.0", port: 99 });
    let sent = 0;
    const socket = await world.host("10.8.0.0").network.bindUdp({ host: "10.8.0.0", port: 53 });
    socket.onMessage((data, from) => {
      sent += 1;
      for (const reply of replying(RCODE.NOERROR, 6)(decodeMessage(data) ?? question))
        stranger.send(reply, from);
    });
    const recursors = [{ host: "10.8.0.0", port: 53 }];
    const reply = await world.until(askRecursors(packet, "udp", { ...config, recursors }, access));
    expect([reply, sent]).toEqual([undefined, 1]);
  });

  test.each([
    ["10.9.0.0", "0.0.0.0"],
    ["2001:db8::9", "::"],
  ])("a recursor %s is asked from %s", async (host, from) => {
    const { world, config, access } = await open();
    const bound: string[] = [];
    const network = {
      ...access.network,
      bindUdp(at: { readonly host: string; readonly port: number }) {
        bound.push(at.host);
        return access.network.bindUdp(at);
      },
    };
    await world.until(
      askRecursors(packet, "udp", { ...config, recursors: [{ host, port: 53 }] }, { ...access, network }),
    );
    expect(bound).toEqual([from]);
  });
});

test("over TCP a recursor that closes has not answered, and the next is asked at once", async () => {
  const { world, config, access } = await open(replying(RCODE.NOERROR, 3));
  await world
    .host("10.9.9.9")
    .network.listen({ host: "10.9.9.9", port: 53 }, (connection) => connection.end());
  const recursors = [{ host: "10.9.9.9", port: 53 }, ...config.recursors];
  const began = world.nowMs;
  const reply = await world.until(askRecursors(packet, "tcp", { ...config, recursors }, access));
  expect(decodeMessage(reply ?? new Uint8Array())?.answers).toHaveLength(1);
  expect(world.nowMs - began).toBeLessThan(TIMEOUT_MS);
});

describe("resolveOutside()", () => {
  const ours: DnsMessage = {
    ...question,
    response: true,
    authoritative: true,
    recursionDesired: false,
    questions: [{ name: "web.service.consul.", type: TYPE.AAAA, class: 1 }],
    answers: [{ name: "web.service.consul.", ttl: 0, data: { kind: "CNAME", target: "www.example.com." } }],
    authority: [{ name: ".", ttl: 0, data: { kind: "TXT", text: "x" } }],
    additional: [{ name: ".", ttl: 0, data: { kind: "TXT", text: "x" } }],
  };

  test("asks for the same of the other name, and takes addresses and other names", async () => {
    const at = (data: DnsRecord["data"]): DnsRecord => ({ name: "www.example.com.", ttl: 1, data });
    const answers = [
      at({ kind: "CNAME", target: "x.example.com." }),
      at({ kind: "TXT", text: "no" }),
      at({ kind: "A", address: new Uint8Array(4) }),
      at({ kind: "AAAA", address: new Uint8Array(16) }),
      at({ kind: "NS", target: "no." }),
    ];
    const { world, config, access, asked } = await open((query) => [
      encodeMessage({ ...query, response: true, answers }) ?? new Uint8Array(),
    ]);
    const found = await world.until(resolveOutside("www.example.com.", ours, config, access));
    expect(found).toEqual([answers[0], answers[2], answers[3]]);
    expect(asked[0]?.query).toEqual({
      ...question,
      id: asked[0]?.query.id,
      questions: [{ name: "www.example.com.", type: TYPE.AAAA, class: 1 }],
    });
  });

  test.each<[string, Behaviour, string, DnsMessage]>([
    ["nobody answers", silent, "www.example.com.", ours],
    [
      "the answer cannot be read",
      ({ id }) => [Uint8Array.of(id >> 8, id & 255, ...Array(9).fill(0), 0xff)],
      "www.example.com.",
      ours,
    ],
    ["the name is none", replying(RCODE.NOERROR), "..", ours],
    ["nothing was asked", replying(RCODE.NOERROR), "www.example.com.", { ...ours, questions: [] }],
  ])("finds nothing where %s", async (_, behaviour, target, message) => {
    const { world, config, access } = await open(behaviour);
    expect(await world.until(resolveOutside(target, message, config, access))).toEqual([]);
  });
});
