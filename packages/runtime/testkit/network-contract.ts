import { expect } from "vitest";
import type { Connection, Listener } from "../src/index.ts";
import { bytes, type Check, codeOf, text } from "./runtime-world.ts";

/** Says everything back until the other side ends. */
async function echo(connection: Connection): Promise<void> {
  try {
    for await (const piece of connection.data) await connection.write(piece);
    connection.end();
  } catch {
    // The other side went away.
  }
}

async function readAll(connection: Connection): Promise<string> {
  let all = "";
  for await (const piece of connection.data) all += text(piece);
  return all;
}

async function withListener(
  listening: Promise<Listener>,
  use: (port: number) => Promise<void>,
): Promise<void> {
  const listener = await listening;
  try {
    await use(listener.port);
  } finally {
    await listener.close();
  }
}

export const STREAMS: Readonly<Record<string, Check>> = {
  "carry bytes both ways to the end": async ({ runtime: { network }, host }) =>
    withListener(
      network.listen({ host, port: 0 }, (connection) => void echo(connection)),
      async (port) => {
        expect(port).toBeGreaterThan(0);
        const connection = await network.connect({ host, port });
        await connection.write(bytes("hello "));
        await connection.write(bytes("there"));
        connection.end();
        expect(await readAll(connection)).toBe("hello there");
      },
    ),
  "are refused where nobody listens, before and after": async ({ runtime: { network }, host }) => {
    let last = 0;
    await withListener(
      network.listen({ host, port: 0 }, (connection) => connection.destroy()),
      async (port) => {
        last = port;
        expect(await codeOf(network.listen({ host, port }, () => {}))).toBe("EADDRINUSE");
        const connection = await network.connect({ host, port });
        expect(await readAll(connection).catch(() => "")).toBe("");
      },
    );
    expect(await codeOf(network.connect({ host, port: last }))).toBe("ECONNREFUSED");
    await withListener(
      network.listen({ host, port: last }, () => {}),
      async (port) => expect(port).toBe(last),
    );
  },
  "are given up with the signal's reason": async ({ runtime: { network }, host }) => {
    const signal = AbortSignal.abort(new Error("enough"));
    await expect(network.connect({ host, port: 1 }, signal)).rejects.toThrow("enough");
  },
};

export const DATAGRAMS: Readonly<Record<string, Check>> = {
  "come with their sender": async ({ runtime: { network }, host }) => {
    const [here, there] = [
      await network.bindUdp({ host, port: 0 }),
      await network.bindUdp({ host, port: 0 }),
    ];
    there.onMessage((data, from) => there.send(bytes(`${text(data)} back`), from));
    const answered = new Promise<string>((resolve) => here.onMessage((data) => resolve(text(data))));
    here.send(bytes("there and"), { host, port: there.port });
    expect(await answered).toBe("there and back");
    expect(await codeOf(network.bindUdp({ host, port: here.port }))).toBe("EADDRINUSE");
    await here.close();
    await there.close();
    await (await network.bindUdp({ host, port: here.port })).close();
  },
};

export const HTTP: Readonly<Record<string, Check>> = {
  "answers with status, headers and body": async ({ runtime: { network }, host }) =>
    withListener(
      network.serveHttp({ host, port: 0 }, async (exchange) => {
        const body = text(await exchange.body(100));
        const told = `${exchange.method} ${exchange.target} ${exchange.header("x-a") ?? "-"} ${exchange.header("x-b") ?? "-"} ${body}`;
        exchange.respond(201, { "X-Answer": "yes" }, told);
      }),
      async (port) => {
        const url = `http://${host}:${port}/a%20b?c=d`;
        const answer = await network.request({
          method: "PUT",
          url,
          headers: { "X-A": "1" },
          body: "content",
        });
        expect(answer.status).toBe(201);
        expect(answer.headers.get("x-answer")).toBe("yes");
        expect(text(answer.body)).toBe("PUT /a%20b?c=d 1 - content");
      },
    ),
  "streams in pieces that are one at the end": async ({ runtime: { network }, host }) =>
    withListener(
      network.serveHttp({ host, port: 0 }, (exchange) => {
        const stream = exchange.stream(200, {});
        stream.write("one ");
        stream.write(bytes("two"));
        stream.end();
      }),
      async (port) => {
        const pieces: string[] = [];
        const url = `http://${host}:${port}/`;
        const answer = await network.request({
          method: "GET",
          url,
          onBody: (piece) => pieces.push(text(piece)),
        });
        expect([text(answer.body), pieces.join("")]).toEqual(["one two", "one two"]);
      },
    ),
  "passes on a body without an end, with its status, and keeps the beginning": async ({
    runtime: { network },
    host,
  }) =>
    withListener(
      network.serveHttp({ host, port: 0 }, (exchange) => {
        const stream = exchange.stream(202, {});
        stream.write("one ");
        stream.write(bytes("two"));
        stream.end();
      }),
      async (port) => {
        const pieces: string[] = [];
        const answer = await network.request({
          method: "GET",
          url: `http://${host}:${port}/`,
          bodyMax: 4,
          bodyPassed: true,
          onBody: (piece, status) => pieces.push(`${status} ${text(piece)}`),
        });
        expect(pieces.join("").replaceAll("202 ", "")).toBe("one two");
        expect(pieces[0]).toMatch(/^202 /);
        expect("one ").toContain(text(answer.body));
      },
    ),
  "tells of an answer that was cut off": async ({ runtime: { network }, host }) =>
    withListener(
      network.serveHttp({ host, port: 0 }, async (exchange) => {
        const stream = exchange.stream(200, {});
        stream.write("half of ");
        await stream.drained();
        stream.cut();
      }),
      async (port) => {
        const url = `http://${host}:${port}/`;
        expect(await codeOf(network.request({ method: "GET", url }))).toBe("ECONNRESET");
      },
    ),
  "bounds bodies, on both sides": async ({ runtime: { network }, host }) =>
    withListener(
      network.serveHttp({ host, port: 0 }, (exchange) => {
        exchange.body(5).then(
          () => exchange.respond(200, {}, "0123456789"),
          (error: { readonly code: string }) => exchange.respond(413, {}, error.code),
        );
      }),
      async (port) => {
        const url = `http://${host}:${port}/`;
        const ask = (body: string, bodyMax: number) => network.request({ method: "PUT", url, body, bodyMax });
        expect((await ask("12345", 10)).status).toBe(200);
        expect(text((await ask("123456", 10)).body)).toBe("E2BIG");
        expect(await codeOf(ask("", 9))).toBe("E2BIG");
      },
    ),
  "reads bodies as they come, and bounds them": async ({ runtime: { network }, host }) =>
    withListener(
      network.serveHttp({ host, port: 0 }, async (exchange) => {
        let size = 0;
        try {
          for await (const piece of exchange.bodyPieces(1 << 20)) size += piece.length;
          exchange.respond(200, {}, String(size));
        } catch (error) {
          exchange.respond(413, {}, (error as { readonly code: string }).code);
        }
      }),
      async (port) => {
        const url = `http://${host}:${port}/`;
        const ask = async (size: number) =>
          text((await network.request({ method: "PUT", url, body: bytes("x".repeat(size)) })).body);
        expect([await ask(0), await ask(5), await ask(1 << 20)]).toEqual(["0", "5", String(1 << 20)]);
        expect(await ask((1 << 20) + 1)).toBe("E2BIG");
      },
    ),
  "refuses what makes no request, and tells no secret": async ({ runtime: { network }, host }) => {
    const secret = "secret\n";
    for (const asked of [
      { url: "" },
      { url: "a b" },
      { url: `http://${host} = .1:80/` },
      { url: `http://me:secret@${host}:99999/`, subject: `http://…@${host}:99999/` },
      { url: `http://${host}:99999/` },
      { url: `ftp://${host}/` },
      { url: `http://${host}/`, headers: { "a b": "c" } },
      { url: `http://${host}/`, headers: { "X-A": secret } },
      { url: `http://${host}/`, headers: { "X-A": ["b", secret] } },
    ]) {
      const told = await network.request({ method: "GET", ...asked }).catch((error: unknown) => error);
      const subject = "subject" in asked ? asked.subject : asked.url;
      expect(told).toMatchObject({ name: "RuntimeError", code: "EINVAL", subject });
      expect(String(told)).not.toContain("secret");
    }
    expect(await codeOf(network.connect({ host, port: 99_999 }))).not.toBe("none");
  },
  "gives up in time, when it is told to, and where nobody listens": async ({
    runtime: { network },
    host,
  }) => {
    let last = 0;
    await withListener(
      network.serveHttp({ host, port: 0 }, () => {}),
      async (port) => {
        last = port;
        const request = { method: "GET", url: `http://${host}:${port}/` };
        expect(await codeOf(network.request({ ...request, timeoutMs: 20 }))).toBe("ETIMEDOUT");
        const stop = AbortSignal.abort(new Error("enough"));
        expect(await codeOf(network.request(request, stop))).not.toBe("none");
      },
    );
    expect(await codeOf(network.request({ method: "GET", url: `http://${host}:${last}/` }))).toBe(
      "ECONNREFUSED",
    );
  },
};
