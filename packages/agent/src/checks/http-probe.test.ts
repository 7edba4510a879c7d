import { STATUS_CODES } from "node:http";
import type { HttpRequest } from "@tutti/runtime";
import { createSimulation } from "@tutti/simulation";
import { describe, expect, test } from "vitest";
import type { HttpTarget } from "./check-kind.ts";
import { createHttpProbe } from "./http-probe.ts";
import { statusText } from "./http-status-text.ts";

const TARGET: HttpTarget = {
  url: "http://10.0.0.2/a",
  method: "GET",
  headers: new Map(),
  body: "",
  tlsSkipVerify: false,
  tlsServerName: "",
};
type Reply = readonly [status: number, headers?: Readonly<Record<string, string>>, body?: string];

/** Runs a check once against a server that replies by path; gives back what was asked as well. */
async function run(
  replies: Readonly<Record<string, Reply>>,
  more: Partial<HttpTarget> = {},
  outputMax = 100,
) {
  const world = createSimulation(3);
  const asked: HttpRequest[] = [];
  const lines: string[] = [];
  for (const host of ["10.0.0.2", "10.0.0.3", "web.test"]) {
    await world.host(host).network.serveHttp({ host, port: 80 }, async (exchange) => {
      const body = Buffer.from(await exchange.body(1_000)).toString();
      lines.push(`${exchange.method} ${host}${exchange.target} ${body}`.trim());
      const [status, headers = {}, text = ""] = replies[exchange.target] ?? [404];
      exchange.respond(status, headers, text);
    });
  }
  const { network } = world.host("10.0.0.1");
  const recording = {
    ...network,
    request(request: HttpRequest, signal?: AbortSignal) {
      asked.push(request);
      return network.request(request, signal);
    },
  };
  const probe = createHttpProbe({ ...TARGET, ...more }, { timeoutMs: 700, outputMax }, recording);
  const { status, output } = await world.until(probe(new AbortController().signal));
  return { status, output, asked, lines };
}

const to = (location: string, status: number): Reply => [status, { Location: location }];

describe("the status", () => {
  test.each([
    [199, "critical"],
    [200, "passing"],
    [299, "passing"],
    [300, "critical"],
    [428, "critical"],
    [429, "warning"],
    [430, "critical"],
    [500, "critical"],
  ])("%i is %s", async (code, wanted) => {
    const { status, output } = await run({ "/a": [code, {}, "body"] });
    expect([status, output]).toEqual([
      wanted,
      `HTTP GET http://10.0.0.2/a: ${code} ${statusText(code)} Output: body`,
    ]);
  });
});

test("is told in the server's own words, where it wrote any", async () => {
  const { network } = createSimulation(3).host("10.0.0.1");
  for (const [reason, told] of [
    ["Fine", "200 Fine"],
    ["", "200 "],
    [undefined, "200 OK"],
  ] as const) {
    const body = new TextEncoder().encode("b");
    const answering = {
      ...network,
      request: async () => ({
        status: 200,
        ...(reason === undefined ? {} : { reason }),
        headers: new Map(),
        body,
      }),
    };
    const probe = createHttpProbe(TARGET, { timeoutMs: 700, outputMax: 9 }, answering);
    expect((await probe(new AbortController().signal)).output).toBe(
      `HTTP GET http://10.0.0.2/a: ${told} Output: b`,
    );
  }
});

describe("a redirection", () => {
  test.each([
    [300, "POST", ["POST 10.0.0.2/a body"]],
    [301, "POST", ["POST 10.0.0.2/a body", "GET 10.0.0.2/b"]],
    [302, "POST", ["POST 10.0.0.2/a body", "GET 10.0.0.2/b"]],
    [303, "PUT", ["PUT 10.0.0.2/a body", "GET 10.0.0.2/b"]],
    [304, "POST", ["POST 10.0.0.2/a body"]],
    [307, "POST", ["POST 10.0.0.2/a body", "POST 10.0.0.2/b body"]],
    [308, "POST", ["POST 10.0.0.2/a body", "POST 10.0.0.2/b body"]],
    [301, "HEAD", ["HEAD 10.0.0.2/a body", "HEAD 10.0.0.2/b"]],
  ])("of %i is followed as browsers do, from %s", async (code, method, wanted) => {
    const { lines } = await run({ "/a": to("/b", code), "/b": [200] }, { method, body: "body" });
    expect(lines).toEqual(wanted);
  });

  test("is none without a place", async () => {
    expect((await run({ "/a": [302] })).output).toBe("HTTP GET http://10.0.0.2/a: 302 Found Output: ");
  });

  test("may lead to nine places, one after the other", async () => {
    const chain = (length: number): Readonly<Record<string, Reply>> =>
      Object.fromEntries(
        Array.from({ length: length + 1 }, (_, at): [string, Reply] => [
          at === 0 ? "/a" : `/${at}`,
          at === length ? [200, {}, "end"] : to(`/${at + 1}`, 302),
        ]),
      );
    expect(await run(chain(9))).toMatchObject({ status: "passing" });
    expect(await run(chain(10))).toMatchObject({
      status: "critical",
      output: 'Get "/10": stopped after 10 redirects',
    });
  });

  test.each([
    ["/b", "set.example", "10.0.0.2/b"],
    // Go takes a place without a scheme for a part of the one before it.
    ["//10.0.0.3/b", "set.example", "10.0.0.3/b"],
    ["http://10.0.0.3/b", undefined, "10.0.0.3/b"],
    ["HTTP://10.0.0.3/b", undefined, "10.0.0.3/b"],
  ])("to %s takes the other headers along, and the host where it stays", async (place, host, line) => {
    const headers = new Map([
      ["Host", ["set.example"]],
      ["X-A", ["1", "2"]],
    ]);
    const { asked, lines } = await run({ "/a": to(place, 302), "/b": [200] }, { headers });
    expect(asked[0]?.headers).toMatchObject({ host: "set.example", "x-a": ["1", "2"] });
    expect(asked[1]?.headers).toMatchObject({ "x-a": ["1", "2"] });
    expect(asked[1]?.headers?.host).toBe(host);
    expect(lines[1]).toBe(`GET ${line}`);
  });
});

describe("what lets the agent in at a place", () => {
  const credentials = new Map([
    ["Authorization", ["Bearer b"]],
    ["Cookie", ["c=1"]],
    ["X-A", ["1"]],
  ]);
  const all = { authorization: ["Bearer b"], cookie: ["c=1"], "x-a": ["1"] };

  test.each([
    ["/b", all],
    ["http://10.0.0.2/b", all],
    ["//10.0.0.2/b", all],
    ["http://10.0.0.3/b", { "x-a": ["1"] }],
    ["//10.0.0.3/b", { "x-a": ["1"] }],
    ["http://10.0.0.2:81/b", { "x-a": ["1"] }],
    ["http://web.test/b", all, "http://web.test/a"],
    ["http://sub.web.test/b", all, "http://web.test/a"],
    ["http://notweb.test/b", { "x-a": ["1"] }, "http://web.test/a"],
  ])("goes along to %s only if that is the same place", async (place, wanted, url = TARGET.url) => {
    const { asked } = await run({ "/a": to(place, 302), "/b": [200] }, { url, headers: credentials });
    const {
      "user-agent": _name,
      accept: _types,
      connection: _kept,
      referer: _from,
      ...shown
    } = asked[1]?.headers ?? {};
    expect(shown).toEqual(wanted);
  });

  test("is not shown again where the way leads back", async () => {
    const { asked } = await run(
      { "/a": to("http://10.0.0.3/b", 302), "/b": to("http://10.0.0.2/c", 302), "/c": [200] },
      { headers: credentials },
    );
    expect(asked.map(({ headers }) => headers?.["authorization"] !== undefined)).toEqual([
      true,
      false,
      false,
    ]);
  });
});

describe("what is asked", () => {
  test("says who asks and what for, and is no more than what was set", async () => {
    const { asked } = await run({ "/a": [200] });
    expect(asked).toEqual([
      {
        method: "GET",
        url: "http://10.0.0.2/a",
        headers: {
          "user-agent": ["Consul Health Check"],
          accept: ["text/plain, text/*, */*"],
          connection: "close",
        },
        timeoutMs: 700,
        bodyMax: 100,
        bodyCut: true,
      },
    ]);
  });

  test("has the body, and how the certificate is looked at", async () => {
    const { asked } = await run({ "/a": [200] }, { body: "b", tlsSkipVerify: true, tlsServerName: "n" });
    expect(asked[0]).toMatchObject({ body: "b", tlsUnverified: true, tlsServerName: "n" });
  });

  test("replaces headers by their names, however they are written", async () => {
    const { asked } = await run({ "/a": [200] }, { headers: new Map([["ACCEPT", ["x"]]]) });
    expect(asked[0]?.headers).toMatchObject({ accept: ["x"] });
  });
});

test("the output is as much of the body as is kept", async () => {
  expect((await run({ "/a": [200, {}, "0123456789"] }, {}, 4)).output).toMatch(/ Output: 0123$/);
});

test("the texts of statuses are Node's, but for those that Go calls otherwise", () => {
  const others: Readonly<Record<string, string>> = {
    413: "Request Entity Too Large",
    414: "Request URI Too Long",
    416: "Requested Range Not Satisfiable",
    418: "I'm a teapot",
    // Go has none.
    425: "Too Early",
    509: "",
  };
  for (const [status, text] of Object.entries(STATUS_CODES))
    expect([status, statusText(Number(status))]).toEqual([status, others[status] ?? text]);
  expect(statusText(599)).toBe("");
});
