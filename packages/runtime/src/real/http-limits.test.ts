import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import {
  type Connection,
  ConnectionLimit,
  type ConnectTarget,
  createRealRuntime,
  type HttpHandler,
  type HttpLimits,
  type Listener,
  RuntimeError,
} from "../index.ts";

const { network } = createRealRuntime();
const listeners: Listener[] = [];

afterEach(async () => {
  for (const listener of listeners.splice(0)) await listener.close();
});

async function serve(
  limits?: HttpLimits,
  handle: HttpHandler = (exchange) => exchange.respond(200, { "Content-Length": "2" }, "ok"),
): Promise<number> {
  const listener = await network.serveHttp({ host: "127.0.0.1", port: 0 }, handle, limits);
  listeners.push(listener);
  return listener.port;
}

/** A connection that asked once and stays, with the beginning of its answer. */
function ask(port: number, headers = ""): Promise<Asked> {
  return askAt({ host: "127.0.0.1", port }, headers);
}

interface Asked {
  readonly connection: Connection;
  readonly answer: string;
}

async function askAt(target: ConnectTarget, headers = ""): Promise<Asked> {
  const connection = await network.connect(target);
  await connection
    .write(new TextEncoder().encode(`GET / HTTP/1.1\r\nHost: x\r\n${headers}\r\n`))
    .catch(() => {});
  // A loop that is left would end the connection.
  const first = await connection.data[Symbol.asyncIterator]().next();
  return { connection, answer: first.done === true ? "" : new TextDecoder().decode(first.value) };
}

describe("serveHttp()", () => {
  test("answers 429 to a client that has as many connections as it may, until one is closed", async () => {
    const port = await serve({ connections: new ConnectionLimit(2) });
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

  /** Says when the last of its connections has left. */
  class Watched extends ConnectionLimit {
    #count = 0;
    #told = (): void => {};
    readonly empty = new Promise<void>((resolve) => {
      this.#told = resolve;
    });

    override enter(address: string): boolean {
      this.#count += 1;
      return super.enter(address);
    }

    override leave(address: string): void {
      super.leave(address);
      this.#count -= 1;
      if (this.#count === 0) this.#told();
    }
  }

  const GET = "GET / HTTP/1.1\r\nHost: x\r\n";

  test.each<[string, string, "ends" | "is cut" | "waits"]>([
    ["by the client's end, nothing said", "", "ends"],
    ["by a reset, nothing said", "", "is cut"],
    ["by the client's end behind an answer", `${GET}\r\n`, "ends"],
    ["by a reset amid a request", GET, "is cut"],
    ["by the server, as was asked for", `${GET}Connection: close\r\n\r\n`, "waits"],
    ["by the server, which understood nothing", "what?\r\n\r\n", "waits"],
    ["by the server, over too long headers", `${GET}X-Long: ${"x".repeat(20_000)}\r\n\r\n`, "waits"],
  ])("a place is free again when its connection is closed %s", async (_, sent, then) => {
    const connections = new Watched(1);
    const port = await serve({ connections });
    const connection = await network.connect({ host: "127.0.0.1", port });
    if (sent !== "") await connection.write(new TextEncoder().encode(sent)).catch(() => {});
    if (then === "ends") connection.end();
    if (then === "is cut") connection.destroy();
    const read = (async () => {
      for await (const _piece of connection.data);
    })().catch(() => {});
    await connections.empty;
    await read;
    const next = await ask(port);
    expect(next.answer).toMatch(/^HTTP\/1.1 200 /);
    next.connection.destroy();
  });

  test("does not count the connections of a socket of the file system", async () => {
    const folder = await mkdtemp(join(tmpdir(), "tutti-limits-"));
    const socketPath = join(folder, "s");
    const limits = { connections: new ConnectionLimit(1) };
    const handle: HttpHandler = (exchange) => exchange.respond(200, { "Content-Length": "2" }, "ok");
    listeners.push(await network.serveHttp({ socketPath }, handle, limits));
    const open = await Promise.all(Array.from({ length: 3 }, () => askAt({ socketPath })));
    expect(open.map(({ answer }) => answer.slice(0, 12))).toEqual(Array(3).fill("HTTP/1.1 200"));
    for (const { connection } of open) connection.destroy();
    await rm(folder, { recursive: true });
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

  const PUT = "PUT / HTTP/1.1\r\nHost: x\r\n";
  const big = "x".repeat(64 << 10);

  /** What comes back until the server closes the connection. */
  async function answerUntilCut(port: number, ...sent: readonly string[]): Promise<string> {
    const connection = await network.connect({ host: "127.0.0.1", port });
    for (const text of sent) void connection.write(new TextEncoder().encode(text)).catch(() => {});
    let answer = "";
    try {
      for await (const piece of connection.data) answer += new TextDecoder().decode(piece);
    } catch (error) {
      // It may be cut in the middle of what is sent.
      if (!(error instanceof RuntimeError)) throw error;
    }
    return answer;
  }

  /** Answers by whether a body of at most ten bytes came. */
  const reading: HttpHandler = (exchange) => {
    exchange.body(10).then(
      () => exchange.respond(200, { "Content-Length": "2" }, "ok"),
      (error: RuntimeError) => exchange.respond(error.code === "E2BIG" ? 413 : 500, {}),
    );
  };
  const unwilling: HttpHandler = (exchange) => exchange.respond(404, {});

  test.each<[string, HttpHandler, readonly string[], RegExp]>([
    [
      "is refused while it comes",
      reading,
      ["Transfer-Encoding: chunked\r\n\r\n", `10000\r\n${big}\r\n`],
      / 413 /,
    ],
    ["says that it is large", reading, ["Content-Length: 999999999\r\n\r\n", big], / 413 /],
    ["is not read at all", unwilling, ["Content-Length: 999999999\r\n\r\n", big], / 404 /],
    ["stops on its way", unwilling, ["Content-Length: 10\r\n\r\n", "x"], / 404 /],
  ])("cuts the connection of a body that %s, when it was answered", async (_, handle, sent, status) => {
    const port = await serve({ unreadMs: 20 }, handle);
    const [headers = "", ...body] = sent;
    expect(await answerUntilCut(port, PUT + headers, ...body)).toMatch(status);
  });

  test("cuts the connection of a client that does not send what it is waited for", async () => {
    const port = await serve({ bodyIdleMs: 20 }, reading);
    expect(await answerUntilCut(port, `${PUT}Content-Length: 10\r\n\r\n`, "x")).toBe("");
  });

  test.each<[string, HttpHandler, string, number]>([
    ["was read", reading, "Content-Length: 2\r\n\r\nab", 200],
    ["was not read", unwilling, "Content-Length: 2\r\n\r\nab", 404],
    [
      "came to its end behind its refusal",
      reading,
      `Transfer-Encoding: chunked\r\n\r\n10000\r\n${big}\r\n`,
      413,
    ],
  ])("keeps the connection of a body that %s", async (_, handle, sent, status) => {
    const port = await serve({ unreadMs: 20, bodyIdleMs: 20 }, handle);
    const connection = await network.connect({ host: "127.0.0.1", port });
    const pieces = connection.data[Symbol.asyncIterator]();
    const answerTo = async (text: string): Promise<string> => {
      await connection.write(new TextEncoder().encode(text));
      const next = await pieces.next();
      return next.done === true ? "" : new TextDecoder().decode(next.value);
    };
    expect(await answerTo(PUT + sent)).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    if (status === 413) await connection.write(new TextEncoder().encode("0\r\n\r\n"));
    // By then it would be cut, too.
    await answerUntilCut(port, `${PUT}Content-Length: 10\r\n\r\n`, "x");
    await answerUntilCut(port, `${PUT}Content-Length: 10\r\n\r\n`, "x");
    expect(await answerTo(`${PUT}Content-Length: 2\r\n\r\nab`)).toMatch(/^HTTP\/1.1 (200|404) /);
    connection.destroy();
  });

  test("lets a request whose body came wait for its answer as long as that takes", async () => {
    let answer = (): void => {};
    const port = await serve({ bodyIdleMs: 20 }, (exchange) => {
      const { pathname } = new URL(exchange.target, "http://x");
      void exchange.body(10).then(
        () => {
          answer = () => exchange.respond(200, { Connection: "close" }, pathname);
        },
        () => {},
      );
    });
    const late = answerUntilCut(port, "PUT /late HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nab");
    // By then it would be cut, too.
    for (let turn = 0; turn < 3; turn++) await answerUntilCut(port, `${PUT}Content-Length: 10\r\n\r\n`, "x");
    answer();
    expect(await late).toContain("/late");
  });
});
