import type { Connection, Runtime } from "@tutti/runtime";
import { createSimulation } from "@tutti/simulation";
import oracle from "dns-packet";
import { describe, expect, it } from "vitest";
import type { DnsCatalog } from "./catalog.ts";
import { DNS_CONFIG_DEFAULT } from "./dns-config.ts";
import {
  startDnsServer,
  TCP_CONNECTIONS_MAX,
  TCP_CONNECTIONS_PER_CLIENT_MAX,
  TCP_IDLE_MS,
} from "./dns-server.ts";
import { framed } from "./recursor.ts";

const EMPTY: DnsCatalog = {
  version: "1",
  node: () => undefined,
  nodeByAddress: () => undefined,
  serviceByAddress: () => undefined,
  instances: () => [],
  query: () => undefined,
  servers: () => [],
};
const QUERY = framed(
  oracle.encode({ type: "query", id: 7, questions: [{ type: "A", name: "web.service.consul" }] }),
);

/** A server in simulated time whose clients are made by hand, so that they can be as rude as they like. */
async function start() {
  const world = createSimulation(5);
  const host = world.host("10.0.0.1");
  let accept: (connection: Connection) => void = () => {};
  const network: Runtime["network"] = {
    ...host.network,
    listen(address, onConnection) {
      accept = onConnection;
      return host.network.listen(address, onConnection);
    },
  };
  const runtime = { ...host, network };
  const config = () => DNS_CONFIG_DEFAULT;
  const failed = (error: unknown) => {
    throw error;
  };
  await world.until(
    startDnsServer({ runtime, host: "10.0.0.1", port: 8600, catalog: () => EMPTY, config, failed }),
  );

  function client(
    from: string,
    data: (rest: (ms: number) => Promise<void>) => AsyncIterable<Uint8Array>,
    take: () => Promise<void> = async () => {},
  ) {
    const seen = { answers: 0, closed: false };
    let close: () => void = () => {};
    const closed = new Promise<void>((resolve) => {
      close = () => {
        seen.closed = true;
        resolve();
      };
    });
    async function* until(): AsyncGenerator<Uint8Array> {
      const pieces = data((ms) => host.clock.sleep(ms))[Symbol.asyncIterator]();
      for (;;) {
        const next = await Promise.race([pieces.next(), closed]);
        if (next === undefined || next.done === true) return;
        yield next.value;
      }
    }
    accept({
      remote: { host: from, port: 1 },
      data: until(),
      write() {
        seen.answers += 1;
        return Promise.race([take(), closed]);
      },
      end: close,
      destroy: close,
    });
    return { seen, close };
  }
  return { world, client };
}

const never = <T = void>() => new Promise<T>(() => {});

/** Says nothing, and stays. */
async function* silence(): AsyncGenerator<Uint8Array> {
  yield await never<Uint8Array>();
}

describe("a client over TCP", () => {
  it("that never reads gets one answer, and is dropped in time", async () => {
    const { world, client } = await start();
    async function* all() {
      for (;;) yield QUERY;
    }
    const { seen } = client("10.0.0.9", all, never);
    await world.run(TCP_IDLE_MS - 1);
    expect(seen).toEqual({ answers: 1, closed: false });
    await world.run(2);
    expect(seen).toEqual({ answers: 1, closed: true });
  });

  it("that sends a byte a second is dropped as if it had said nothing", async () => {
    const { world, client } = await start();
    async function* trickle(rest: (ms: number) => Promise<void>) {
      for (const byte of QUERY) {
        yield Uint8Array.of(byte);
        await rest(1_000);
      }
    }
    const [slow, silent] = [client("10.0.0.9", trickle), client("10.0.0.8", silence)];
    await world.run(TCP_IDLE_MS - 1);
    expect([slow.seen.closed, silent.seen.closed]).toEqual([false, false]);
    await world.run(2);
    expect([slow.seen, silent.seen]).toEqual(Array(2).fill({ answers: 0, closed: true }));
  });

  it("that asks now and then stays", async () => {
    const { world, client } = await start();
    async function* calm(rest: (ms: number) => Promise<void>) {
      for (;;) {
        yield QUERY;
        await rest(TCP_IDLE_MS - 1_000);
      }
    }
    const { seen } = client("10.0.0.9", calm);
    await world.run(5 * TCP_IDLE_MS);
    expect(seen).toEqual({ answers: 6, closed: false });
  });

  it("has so many connections and no more, until one of them ends", async () => {
    const { world, client } = await start();
    const open = Array.from({ length: TCP_CONNECTIONS_PER_CLIENT_MAX }, () => client("10.0.0.9", silence));
    expect(client("10.0.0.9", silence).seen.closed).toBe(true);
    expect(client("10.0.0.8", silence).seen.closed).toBe(false);
    expect(open.filter(({ seen }) => seen.closed)).toEqual([]);
    open[0]?.close();
    await world.run(0);
    expect(client("10.0.0.9", silence).seen.closed).toBe(false);
    expect(client("10.0.0.9", silence).seen.closed).toBe(true);
  });

  it("is refused where all together have too many, and answered again when they are gone", async () => {
    const { world, client } = await start();
    for (let n = 0; n < TCP_CONNECTIONS_MAX; n += 1) client(`10.1.${n >> 6}.${n & 63}`, silence);
    expect(client("10.0.0.9", silence).seen.closed).toBe(true);
    await world.run(TCP_IDLE_MS + 1);
    async function* once() {
      yield QUERY;
    }
    const { seen } = client("10.0.0.9", once);
    await world.run(10);
    expect(seen).toEqual({ answers: 1, closed: true });
  });
});
