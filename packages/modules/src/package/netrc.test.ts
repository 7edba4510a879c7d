import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type FetchWorld, failureOf, openFetchWorld } from "../../testkit/index.ts";
import { fetchPackage } from "./fetch-package.ts";
import { parseNetrc, withNetrc } from "./netrc.ts";

let world: FetchWorld;
beforeEach(() => {
  world = openFetchWorld();
});
afterEach(() => world.end());

/** Asked of Terraform 1.11.4 with a server that wrote down what it was sent. */
const ROWS: readonly (readonly [what: string, netrc: string, url: string, wanted: string])[] = [
  ["a host", "machine h.test login u password p\n", "https://h.test/m.zip", "u:p"],
  ["a host with its port", "machine h.test:81 login u password p\n", "http://h.test:81/m.zip", "u:p"],
  ["a host, asked at a port", "machine h.test login u password p\n", "http://h.test:81/m.zip", ""],
  ["the default", "machine o.test login u password p\ndefault login d password q\n", "http://h.test/", "d:q"],
  ["a URL that says it", "default login d password q\n", "http://a:b@h.test/", "a:b"],
  [
    "the first of two",
    "machine h.test login a password b\nmachine h.test login c password d\n",
    "http://h.test/",
    "a:b",
  ],
  ["a name alone", "default login d\n", "http://h.test/", "d:"],
  ["a password alone", "default password d\n", "http://h.test/", ":d"],
  ["characters that a URL has otherwise", "default login a@b password p:/é\n", "http://h.test/", "a@b:p:/é"],
  [
    "words in any layout",
    "# c\nmachine x login y\nmacdef init\n  cd foo\n\nmachine h.test\n  login u # his\n  account acc\n  password p\n",
    "http://h.test/",
    "u:p",
  ],
  ["nothing of the host", "machine o.test login u password p\n", "http://h.test/", ""],
  ["an empty file", "", "http://h.test/", ""],
];

test.each(ROWS)("a netrc file with %s", async (_, netrc, url, wanted) => {
  world.write({ ".netrc": netrc });
  const { username, password } = await withNetrc(world.context, new URL(url));
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  expect(pair === ":" ? "" : pair).toBe(wanted);
});

test("no netrc file is none", async () => {
  expect((await withNetrc(world.context, new URL("http://h.test/"))).username).toBe("");
});

test.each([
  ["machine\n nonsense zzz", "line 2: keyword expected; got zzz"],
  ["login u", "line 1: keyword expected; got login"],
  ['machine h\n  password "p q"\n', 'line 2: keyword expected; got q"'],
])("%j is refused", (text, wanted) => {
  expect(() => parseNetrc(text, "/home/me/.netrc")).toThrow(
    `Error parsing netrc file at "/home/me/.netrc": ${wanted}`,
  );
});

describe("what a server is sent", () => {
  test("for a page and for the archive that it names; another host gets what the file has for it", async () => {
    const seen: (readonly [string, string | undefined])[] = [];
    const archives = await world.serve((exchange) => {
      seen.push(["archive", exchange.header("authorization")]);
      exchange.respond(404, {});
    });
    const pages = await world.serve((exchange) => {
      seen.push(["page", exchange.header("authorization")]);
      exchange.respond(204, { "x-terraform-get": `${archives}/m.zip` });
    });
    world.write({ ".netrc": `machine ${new URL(pages).host} login u password p\n` });
    const destination = { folder: `${world.folder}/out`, shown: "m" };
    expect(await failureOf(fetchPackage(world.context, `${pages}/x`, destination))).toContain("404");
    expect(seen).toEqual([
      ["page", `Basic ${Buffer.from("u:p").toString("base64")}`],
      ["archive", undefined],
    ]);
  });
});
