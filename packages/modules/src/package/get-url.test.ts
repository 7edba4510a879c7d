import { startHttpProxy } from "@tutti/runtime/testkit";
import { expect, onTestFinished, test } from "vitest";
import { type FetchWorld, failureOf, openFetchWorld } from "../../testkit/index.ts";
import { getUrl } from "./get-url.ts";

const OPTIONS = { bodyMax: 1_000, timeoutMs: 10_000, redirectsMax: 3 };

function opened(variables: Readonly<Record<string, string>> = {}): FetchWorld {
  const world = openFetchWorld({ variables });
  onTestFinished(() => world.end());
  return world;
}

test("getUrl() goes through the proxy of the environment, at each redirect", async () => {
  const base = await opened().serve((exchange) => {
    const next = new Map([["/a", "http://b.test/b"]]).get(exchange.target);
    exchange.respond(next === undefined ? 200 : 302, next === undefined ? {} : { location: next }, "hi");
  });
  const proxy = await startHttpProxy(Number(new URL(base).port));
  onTestFinished(() => proxy.close());
  const { context } = opened({ HTTP_PROXY: proxy.url });
  const got = await getUrl(context, "http://a.test/a", OPTIONS);
  expect([got.status, got.url]).toEqual([200, "http://b.test/b"]);
  expect(proxy.seen).toEqual(["GET http://a.test/a -", "GET http://b.test/b -"]);
  expect((await getUrl(context, `${base}/direct`, OPTIONS)).status).toBe(200);
  expect(proxy.seen).toHaveLength(2);
});

test("getUrl() tells which proxy it cannot use", async () => {
  const { context } = opened({ HTTPS_PROXY: "socks5://user:secret@proxy.test:1080" });
  expect(await failureOf(getUrl(context, "https://a.test/", OPTIONS))).toBe(
    'Get "https://a.test/": the proxy socks5://proxy.test:1080 (HTTPS_PROXY) cannot be used: only http:// and https:// proxies can',
  );
});
