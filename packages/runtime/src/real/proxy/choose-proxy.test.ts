import { expect, test } from "vitest";
import { chooseProxy } from "./choose-proxy.ts";

const choose = (variables: Readonly<Record<string, string>>, url: string): string | undefined =>
  chooseProxy(new Map(Object.entries(variables)), new URL(url))?.shown;

const [PLAIN, SECURE] = ["http://a.test/x", "https://a.test/x"];

test.each([
  [{}, PLAIN, undefined],
  [{ HTTP_PROXY: "http://p:1" }, PLAIN, "the proxy http://p:1 (HTTP_PROXY)"],
  [{ HTTP_PROXY: "http://p:1" }, SECURE, undefined],
  [{ HTTPS_PROXY: "https://p:1" }, SECURE, "the proxy https://p:1 (HTTPS_PROXY)"],
  [{ HTTPS_PROXY: "http://p:1" }, PLAIN, undefined],
  [{ https_proxy: "http://low:1" }, SECURE, "the proxy http://low:1 (https_proxy)"],
  [{ https_proxy: "http://low:1", HTTPS_PROXY: "http://p:1" }, SECURE, "the proxy http://p:1 (HTTPS_PROXY)"],
  [{ http_proxy: "http://low:1", HTTP_PROXY: "" }, PLAIN, "the proxy http://low:1 (http_proxy)"],
  [{ ALL_PROXY: "http://p:1" }, SECURE, undefined],
  [{ HTTP_PROXY: "p:1" }, PLAIN, "the proxy http://p:1 (HTTP_PROXY)"],
  [{ HTTP_PROXY: "10.0.0.1:1" }, PLAIN, "the proxy http://10.0.0.1:1 (HTTP_PROXY)"],
  [{ HTTP_PROXY: "p" }, PLAIN, "the proxy http://p (HTTP_PROXY)"],
  [{ HTTP_PROXY: "http://u:secret@p:1/x" }, PLAIN, "the proxy http://p:1 (HTTP_PROXY)"],
  [{ HTTP_PROXY: "p:1", NO_PROXY: "a.test" }, PLAIN, undefined],
  [{ HTTP_PROXY: "p:1", no_proxy: "a.test:80" }, PLAIN, undefined],
  [{ HTTPS_PROXY: "p:1", NO_PROXY: "a.test:443" }, SECURE, undefined],
  [{ HTTP_PROXY: "p:1", NO_PROXY: "b.test", no_proxy: "a.test" }, PLAIN, "the proxy http://p:1 (HTTP_PROXY)"],
  [{ HTTP_PROXY: "p:1" }, "http://[::1]:8/", undefined],
  [{ HTTP_PROXY: "p:1", NO_PROXY: "[fd00::1]:8" }, "http://[fd00::1]:8/", undefined],
  [{ http_proxy: "p:1", REQUEST_METHOD: "GET" }, PLAIN, "the proxy http://p:1 (http_proxy)"],
])("of %j, %s goes through %s", (variables, url, shown) => {
  expect(choose(variables, url)).toBe(shown);
});

test.each([
  ["socks5://u:secret@p:1", "the proxy socks5://p:1 (HTTPS_PROXY) cannot be used: only http:// and https://"],
  ["socks5h://p:1", "cannot be used"],
  ["http://a b secret", "HTTPS_PROXY names no proxy; write it as http://HOST:PORT"],
  ["http://u%zz:secret@p:1", "HTTPS_PROXY names no proxy"],
])("HTTPS_PROXY=%s is refused, without its password", (value, said) => {
  expect(() => choose({ HTTPS_PROXY: value }, SECURE)).toThrow(said);
  expect(() => choose({ HTTPS_PROXY: value }, SECURE)).not.toThrow("secret");
  expect(choose({ HTTPS_PROXY: value }, "https://127.0.0.1/")).toBeUndefined();
});

test("HTTP_PROXY is not trusted in a CGI program", () => {
  expect(() => choose({ HTTP_PROXY: "p:1", REQUEST_METHOD: "GET" }, PLAIN)).toThrow("REQUEST_METHOD");
});

test("user and password of the proxy's URL are decoded", () => {
  const proxy = chooseProxy(new Map([["HTTP_PROXY", "http://u%40x:p%3A@p:1"]]), new URL(PLAIN));
  expect(proxy?.authorization).toBe(`Basic ${Buffer.from("u@x:p:").toString("base64")}`);
  expect(proxy?.url.href).toBe("http://p:1/");
});
