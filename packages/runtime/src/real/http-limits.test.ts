import { afterEach, describe, expect, test } from "vitest";
import { type Connection, createRealRuntime, type HttpLimits, type Listener } from "../index.ts";

const { network } = createRealRuntime();
const listeners: Listener[] = [];

afterEach(async () => {
  for (const listener of listeners.splice(0)) await listener.close();
});

async function serve(limits?: HttpLimits): Promise<number> {
  const listener = await network.serveHttp(
    { host: "127.0.0.1", port: 0 },
    (exchange) => exchange.respond(200, { "Content-Length": "2" }, "ok"),
    limits,
  );
  listeners.push(listener);
  return listener.port;
}

/** A connection that asked once and stays, with the beginning of its answer. */
async function ask(
  port: number,
  headers = "",
): Promise<{ readonly connection: Connection; readonly answer: string }> {
  const connection = await network.connect({ host: "127.0.0.1", port });
  await connection
    .write(new TextEncoder().encode(`GET / HTTP/1.1\r\nHost: x\r\n${headers}\r\n`))
    .catch(() => {});
  // A loop that is left would end the connection.
  const first = await connection.data[Symbol.asyncIterator]().next();
  return { connection, answer: first.done === true ? "" : new TextDecoder().decode(first.value) };
}

describe("serveHttp()", () => {
  test("answers 429 to a client that has as many connections as it may, until one is closed", async () => {
    const port = await serve({ connectionsPerClientMax: 2 });
    const first = await ask(port);
    const second = await ask(port);
    expect([first.answer, second.answer]).toEqual([
      expect.stringMatching(/^HTTP\/1.1 200 /),
      expect.stringMatching(/^HTTP\/1.1 200 /),
    ]);
    const third = await ask(port);
    expect(third.answer).toMatch(/^HTTP\/1.1 429 Too Many Requests\r\n/);
    expect(third.answer).toMatch(/please rate limit your calls\n$/);
    third.connection.destroy();
    first.connection.destroy();
    // The server hears of an end when it comes round to it.
    let again = await ask(port);
    for (let turn = 0; turn < 200 && again.answer.includes(" 429 "); turn++) {
      again.connection.destroy();
      again = await ask(port);
    }
    expect(again.answer).toMatch(/^HTTP\/1.1 200 /);
    for (const { connection } of [second, again]) connection.destroy();
  });

  test("has no limit of connections unless one is given", async () => {
    const port = await serve();
    const all = await Promise.all(Array.from({ length: 20 }, () => ask(port)));
    expect(all.filter(({ answer }) => !answer.startsWith("HTTP/1.1 200 "))).toEqual([]);
    for (const { connection } of all) connection.destroy();
  });

  test.each([
    [4000, undefined, "200"],
    [4000, { headerBytesMax: 2000 }, "431"],
    [1000, { headerBytesMax: 2000 }, "200"],
    [20_000, undefined, "431"],
    [20_000, { headerBytesMax: 30_000 }, "200"],
  ])("answers headers of %s bytes, with limits %j, by %s", async (size, limits, status) => {
    const { answer, connection } = await ask(await serve(limits), `X-Long: ${"x".repeat(size)}\r\n`);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    connection.destroy();
  });
});
