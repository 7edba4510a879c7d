import { describe, expect, test } from "vitest";
import { followRedirects, type RedirectRules } from "./follow-redirects.ts";
import type { HttpRequest, HttpResponse } from "./network.ts";

const FIRST: HttpRequest = {
  method: "POST",
  url: "http://user:pw@a.test/one?x=1#top",
  headers: { Authorization: "secret", cookie: "c", host: "other", "x-own": "1" },
  body: "text",
};

/** Plays answers one after the other, the last one for ever; gives what was asked. */
async function played(
  answers: readonly (readonly [status: number, location?: string | undefined])[],
  { first = FIRST, rules = {} }: { first?: HttpRequest; rules?: RedirectRules } = {},
) {
  const asked: HttpRequest[] = [];
  const ask = async (request: HttpRequest): Promise<HttpResponse> => {
    const [status, location] = answers[Math.min(asked.length, answers.length - 1)] ?? [200];
    asked.push(request);
    return {
      status,
      headers: new Map(location === undefined ? [] : [["location", location]]),
      body: new Uint8Array(),
    };
  };
  const outcome = await followRedirects(ask, first, rules).then(
    ({ status, url }) => `${status} of ${url}`,
    (error: unknown) => String(error),
  );
  return { asked, outcome };
}

const line = ({ method, url, body }: HttpRequest) =>
  `${method} ${url}${body === undefined ? "" : ` ${body}`}`;

describe("what is asked there", () => {
  test.each([
    [301, "POST", "GET http://a.test/two"],
    [302, "PUT", "GET http://a.test/two"],
    [303, "DELETE", "GET http://a.test/two"],
    [302, "GET", "GET http://a.test/two"],
    [301, "HEAD", "HEAD http://a.test/two"],
    [307, "POST", "POST http://a.test/two text"],
    [308, "PUT", "PUT http://a.test/two text"],
    [307, "HEAD", "HEAD http://a.test/two text"],
  ])("%i of a %s", async (status, method, wanted) => {
    const first = { ...FIRST, method, url: "http://a.test/one" };
    const { asked, outcome } = await played([[status, "/two"], [200]], { first });
    expect(asked.slice(1).map(line)).toEqual([wanted]);
    expect(outcome).toBe("200 of http://a.test/two");
  });

  test.each([
    [300, "/two"],
    [304, "/two"],
    [305, "/two"],
    [302, undefined],
    [302, ""],
    [200, "/two"],
  ])("%i with %j is the answer", async (status, location) => {
    const { asked, outcome } = await played([[status, location]]);
    expect(asked).toEqual([FIRST]);
    expect(outcome).toBe(`${status} of ${FIRST.url}`);
  });

  test("keepsMethod: what would become a GET is the answer, the rest is followed", async () => {
    const rules = { keepsMethod: true } as const;
    expect((await played([[302, "/two"]], { rules })).outcome).toBe(`302 of ${FIRST.url}`);
    expect((await played([[308, "/two"], [200]], { rules })).asked).toHaveLength(2);
    const first = { ...FIRST, method: "GET" };
    expect((await played([[302, "/two"], [200]], { first, rules })).asked).toHaveLength(2);
  });
});

describe("what is shown there", () => {
  test.each<[string, string, Record<string, string>]>([
    [
      "the same host, relative",
      "/two",
      { Authorization: "secret", cookie: "c", host: "other", "x-own": "1", referer: "http://a.test/one?x=1" },
    ],
    [
      "the same host, absolute",
      "http://a.test/two",
      { Authorization: "secret", cookie: "c", "x-own": "1", referer: "http://a.test/one?x=1" },
    ],
    [
      "one below it",
      "http://b.a.test/",
      { Authorization: "secret", cookie: "c", "x-own": "1", referer: "http://a.test/one?x=1" },
    ],
    ["another port", "http://a.test:81/", { "x-own": "1", referer: "http://a.test/one?x=1" }],
    ["one that ends alike", "http://evila.test/", { "x-own": "1", referer: "http://a.test/one?x=1" }],
    [
      "another one without a scheme",
      "//b.test/",
      { host: "other", "x-own": "1", referer: "http://a.test/one?x=1" },
    ],
  ])("%s", async (_, location, headers) => {
    const { asked } = await played([[302, location], [200]]);
    expect(asked[1]?.headers).toEqual(headers);
  });

  test("credentials that were left out stay so, back home as well", async () => {
    const { asked } = await played([[302, "http://b.test/"], [302, "http://a.test/"], [200]]);
    expect(Object.keys(asked[2]?.headers ?? {})).toEqual(["x-own", "referer"]);
  });

  test("who sent us over TLS is not named without it", async () => {
    const first = { method: "GET", url: "https://a.test/" };
    const { asked } = await played([[302, "http://a.test/"], [302, "https://a.test/two"], [200]], { first });
    expect(asked.slice(1).map(({ headers }) => headers)).toEqual([{}, { referer: "http://a.test/" }]);
  });

  test("headersFor says it all", async () => {
    const rules = { headersFor: (to: URL) => ({ "x-for": to.host }) };
    const { asked } = await played([[302, "http://b.test/"], [200]], { rules });
    expect(asked[1]?.headers).toEqual({ "x-for": "b.test" });
  });
});

describe("where it ends", () => {
  test.each([
    [undefined, 10],
    [3, 3],
    [1, 1],
  ])("after %s requests", async (requestsMax, count) => {
    const rules = requestsMax === undefined ? {} : { requestsMax };
    const { asked, outcome } = await played([[302, "/round"]], { rules });
    expect(asked).toHaveLength(count);
    expect(outcome).toBe(`RuntimeError: Post "/round": stopped after ${count} redirects`);
  });

  test("at a place that is none", async () => {
    expect((await played([[302, "http://[::1"]])).outcome).toBe(
      'RuntimeError: failed to parse Location header "http://[::1"',
    );
  });

  test("where it may not lead: asked with both ends, before anything is sent", async () => {
    const seen: string[] = [];
    const allow = (to: URL, from: URL) => {
      seen.push(`${from.host} to ${to.protocol}`);
      throw new Error("no");
    };
    const { asked, outcome } = await played([[302, "ftp://b.test/"]], { rules: { allow } });
    expect([asked.length, outcome, seen]).toEqual([1, "Error: no", ["a.test to ftp:"]]);
  });
});
