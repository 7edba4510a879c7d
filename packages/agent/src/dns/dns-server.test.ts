import { Buffer } from "node:buffer";
import { createRealRuntime } from "@tutti/runtime";
import oracle from "dns-packet";
import { afterEach, describe, expect, it } from "vitest";
import type { DnsCatalog, DnsInstance } from "./catalog.ts";
import { DNS_CONFIG_DEFAULT, type DnsConfig } from "./dns-config.ts";
import { type DnsServer, startDnsServer } from "./dns-server.ts";
import { framed, packetsOf } from "./recursor.ts";

const runtime = createRealRuntime();
const open: DnsServer[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

function catalogOf(count: number, version = "1"): DnsCatalog {
  const instances = Array.from({ length: count }, (_, n): DnsInstance => {
    const name = `m${n}`;
    return {
      node: { name, address: `10.2.${n >> 8}.${n & 255}`, meta: new Map() },
      service: "many",
      address: "",
      port: 9000 + n,
      tags: [],
      weights: { passing: 1, warning: 1 },
      status: "passing",
    };
  });
  return {
    version,
    node: () => undefined,
    nodeByAddress: () => undefined,
    serviceByAddress: () => undefined,
    instances: (service) => (service === "many" ? instances : []),
    query: () => undefined,
    servers: () => [],
  };
}

/** What was told of questions that could not be answered. */
const told: unknown[] = [];
const failed = (error: unknown): void => void told.push(error);

async function serve(catalog: () => DnsCatalog, config: Partial<DnsConfig> = {}): Promise<DnsServer> {
  const whole = { ...DNS_CONFIG_DEFAULT, ...config };
  const server = await startDnsServer({
    runtime,
    host: "127.0.0.1",
    port: 0,
    catalog,
    config: () => whole,
    failed,
  });
  open.push(server);
  return server;
}

async function askUdp(port: number, packet: Uint8Array): Promise<oracle.DecodedPacket> {
  const socket = await runtime.network.bindUdp({ host: "127.0.0.1", port: 0 });
  const reply = new Promise<Uint8Array>((resolve) => socket.onMessage(resolve));
  socket.send(packet, { host: "127.0.0.1", port });
  try {
    return oracle.decode(Buffer.from(await reply));
  } finally {
    await socket.close();
  }
}

async function askTcp(port: number, packet: Uint8Array): Promise<oracle.DecodedPacket> {
  const connection = await runtime.network.connect({ host: "127.0.0.1", port });
  await connection.write(framed(packet));
  for await (const reply of packetsOf(connection)) {
    connection.destroy();
    return oracle.decode(Buffer.from(reply));
  }
  throw new Error("no reply");
}

const rcodeOf = (packet: oracle.DecodedPacket): number => (packet.flags ?? 0) & 15;

const question = (name: string, type: oracle.RecordType, more: Partial<oracle.Packet> = {}): Uint8Array =>
  oracle.encode({ type: "query", id: 99, questions: [{ type, name }], ...more });

describe("startDnsServer()", () => {
  it("sends three answers over plain UDP, what fits with EDNS, and all over TCP", async () => {
    const { port } = await serve(() => catalogOf(40));
    const opt = (udpPayloadSize: number): Partial<oracle.Packet> => ({
      additionals: [
        {
          type: "OPT",
          name: ".",
          udpPayloadSize,
          extendedRcode: 0,
          ednsVersion: 0,
          flags: 0,
          flag_do: false,
          options: [],
        },
      ],
    });
    expect((await askUdp(port, question("many.service.consul", "A"))).answers).toHaveLength(3);
    expect((await askUdp(port, question("many.service.consul", "A", opt(4096)))).answers).toHaveLength(40);
    const some = await askUdp(port, question("many.service.consul", "SRV", opt(1024)));
    expect(some.answers).toHaveLength(17);
    expect(some.additionals).toHaveLength(18);
    const all = await askTcp(port, question("many.service.consul", "SRV"));
    expect([all.answers?.length, all.additionals?.length]).toEqual([40, 40]);
  });

  it("answers anew when the version changes, and gives each query its own id", async () => {
    let catalog = catalogOf(1);
    const { port } = await serve(() => catalog);
    const first = await askUdp(port, question("many.service.consul", "A", { id: 1 }));
    const again = await askUdp(port, question("many.service.consul", "A", { id: 2 }));
    expect([first.id, again.id, again.answers?.length]).toEqual([1, 2, 1]);
    catalog = catalogOf(0, "2");
    expect(rcodeOf(await askUdp(port, question("many.service.consul", "A")))).toBe(3);
  });

  it("keeps no answer that was made of what has changed since", async () => {
    let catalog = catalogOf(1);
    let found: (instances: readonly DnsInstance[]) => void = () => {};
    const asked = new Promise<void>((resolve) => {
      catalog = {
        ...catalogOf(1),
        instances() {
          resolve();
          return new Promise((answer) => {
            found = answer;
          });
        },
      };
    });
    const old = catalogOf(1).instances("many", "service");
    const { port } = await serve(() => catalog);
    const first = askUdp(port, question("many.service.consul", "A"));
    await asked;
    catalog = catalogOf(0, "2");
    expect(rcodeOf(await askUdp(port, question("gone.service.consul", "A")))).toBe(3);
    found(await old);
    expect((await first).answers).toHaveLength(1);
    expect(rcodeOf(await askUdp(port, question("many.service.consul", "A")))).toBe(3);
  });

  it("answers a malformed packet with FORMERR and stays up", async () => {
    const { port } = await serve(() => catalogOf(1));
    const bad = Uint8Array.from([0, 5, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0xc0, 12]);
    expect(rcodeOf(await askUdp(port, bad))).toBe(1);
    expect((await askUdp(port, question("many.service.consul", "A"))).answers).toHaveLength(1);
  });

  it("asks recursors for what is not ours, the next one where one refuses", async () => {
    const refusing = await serve(() => catalogOf(0));
    const knowing = await serve(() => catalogOf(2), { domain: "example" });
    const recursors = [refusing, knowing].map(({ port }) => ({ host: "127.0.0.1", port }));
    const { port } = await serve(() => catalogOf(0), { recursors });
    for (const ask of [askUdp, askTcp]) {
      const reply = await ask(port, question("many.service.example", "A"));
      expect([reply.id, reply.answers?.length]).toEqual([99, 2]);
    }
  });

  it("says SERVFAIL where the catalog has a fault, tells of it, and stays up", async () => {
    const faults: (() => DnsCatalog)[] = [
      () => catalogOf(3),
      () => {
        throw new TypeError("x is undefined");
      },
    ];
    const { port } = await serve(() => (faults.pop() ?? (() => catalogOf(3)))());
    expect(rcodeOf(await askUdp(port, question("many.service.consul", "A")))).toBe(2);
    expect(told.splice(0).map(String)).toEqual(["TypeError: x is undefined"]);
    expect(rcodeOf(await askUdp(port, question("many.service.consul", "A")))).toBe(0);
  });

  it("says SERVFAIL where no recursor answers", async () => {
    const { port } = await serve(() => catalogOf(0), {
      recursors: [{ host: "127.0.0.1", port: 1 }],
      recursorTimeoutMs: 50,
    });
    expect(rcodeOf(await askUdp(port, question("www.example.com", "A")))).toBe(2);
  });

  it("is understood by dig", async (test) => {
    const { port } = await serve(() => catalogOf(1));
    const dig = await runtime.processes
      .run({
        program: "dig",
        args: ["@127.0.0.1", "-p", String(port), "many.service.consul", "SRV", "+short"],
        timeoutMs: 10_000,
      })
      .catch(() => undefined);
    if (dig === undefined) return test.skip("dig is not installed");
    expect(Buffer.from(dig.stdout).toString()).toBe("1 1 9000 m0.node.dc1.consul.\n");
  });
});

describe("over TCP", () => {
  /** The packets of pieces that come so. */
  async function packets(...pieces: readonly (readonly number[])[]): Promise<readonly number[][]> {
    async function* data() {
      for (const piece of pieces) yield Uint8Array.from(piece);
    }
    const found: number[][] = [];
    for await (const packet of packetsOf({ data: data() } as never)) found.push([...packet]);
    return found;
  }

  it.each<[string, number[][], number[][]]>([
    ["one", [[0, 2, 7, 8]], [[7, 8]]],
    ["several at once", [[0, 1, 7, 0, 0, 0, 2, 8, 9]], [[7], [], [8, 9]]],
    ["byte by byte", [[0], [2], [7], [8], [0], [1], [9]], [[7, 8], [9]]],
    [
      "one and a half",
      [
        [0, 1, 7, 0, 3, 1],
        [2, 3, 0],
        [1, 4],
      ],
      [[7], [1, 2, 3], [4]],
    ],
    ["one longer than 255", [[1, 4], Array(260).fill(5)], [Array(260).fill(5)]],
    ["none that is whole", [[0, 3, 1, 2]], []],
    ["none", [], []],
  ])("packets are read from pieces: %s", async (_name, pieces, wanted) => {
    expect(await packets(...pieces)).toEqual(wanted);
  });

  it("drops who does not speak DNS", async () => {
    const { port } = await serve(() => catalogOf(1));
    const connection = await runtime.network.connect({ host: "127.0.0.1", port });
    // What comes behind is not looked at any more.
    const query = framed(question("many.service.consul", "A"));
    await connection.write(Buffer.concat([new Uint8Array(60_000), query]));
    const got: number[] = [];
    await (async () => {
      for await (const piece of connection.data) got.push(piece.length);
    })().catch(() => {});
    expect(got).toEqual([]);
  });

  it("answers each of many queries that came at once, in order", async () => {
    const { port } = await serve(() => catalogOf(3));
    const connection = await runtime.network.connect({ host: "127.0.0.1", port });
    const asked = Array.from({ length: 100 }, (_, id) =>
      framed(question("many.service.consul", "A", { id })),
    );
    await connection.write(Buffer.concat(asked));
    const ids: number[] = [];
    for await (const reply of packetsOf(connection)) {
      ids.push(oracle.decode(Buffer.from(reply)).id ?? -1);
      if (ids.length === asked.length) break;
    }
    connection.destroy();
    expect(ids).toEqual(Array.from({ length: 100 }, (_, id) => id));
  });
});
