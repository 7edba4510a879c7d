import { startSimulatedAgent } from "@tutti/agent/testkit";
import type { CallOptions } from "@tutti/agent-api";
import { createSimulation } from "@tutti/simulation";
import { describe, expect, test } from "vitest";

const allow = { Action: "allow" };

async function open() {
  const { call } = await startSimulatedAgent(createSimulation(74));
  const write = (source: string, destination: string, body: object) =>
    call("connect.intention-exact-write", { query: { source, destination }, body });
  const create = async (body: object) =>
    ((await call("connect.intention-create", { body })).json() as { ID: string }).ID;
  const list = async (options: CallOptions = {}) =>
    (await call("connect.intention-list", options)).json() as Record<string, unknown>[];
  return { call, write, create, list };
}

describe("one of several", () => {
  async function several() {
    const kit = await open();
    for (const [source, destination] of [
      ["web", "cache"],
      ["web", "db"],
      ["api", "db"],
    ] as const)
      await kit.write(source, destination, { ...allow, Description: `${source} to ${destination}` });
    return kit;
  }

  test.each([
    ["web", "cache"],
    ["web", "db"],
    ["api", "db"],
    ["api", "cache"],
    ["db", "web"],
  ])("%s to %s is read by both its ends", async (source, destination) => {
    const { call } = await several();
    const answer = await call("connect.intention-exact-read", { query: { source, destination } });
    const there = !["api cache", "db web"].includes(`${source} ${destination}`);
    expect(answer.status).toBe(there ? 200 : 404);
    if (there) expect(answer.json()).toMatchObject({ Description: `${source} to ${destination}` });
  });

  test("a list is in the order of code points, as that of a program in Go is", async () => {
    const { write, list } = await open();
    const names = ["\u{1f600}", "\uff5e", "web", "Web"];
    for (const name of names) await write("*", name, allow);
    for (const name of names) await write(name, "*", allow);
    const shown = await list();
    const sorted = ["Web", "web", "\uff5e", "\u{1f600}"];
    // A destination is one in any letter case.
    expect(shown.slice(0, 3).map(({ DestinationName }) => DestinationName)).toEqual(sorted.slice(1));
    expect(shown.slice(3).map(({ SourceName }) => SourceName)).toEqual(sorted);
  });

  test("a list is filtered by an expression", async () => {
    const { call } = await several();
    const said = async (filter: string) => {
      const answer = await call("connect.intention-list", { query: { filter } });
      return answer.status === 200
        ? (answer.json() as { Description: string }[]).map(({ Description }) => Description)
        : answer.status;
    };
    expect(await said('SourceName == "web"')).toEqual(["web to cache", "web to db"]);
    expect(await said('SourceName == "web" and DestinationName == "db"')).toEqual(["web to db"]);
    expect(await said('SourceName == "x"')).toEqual([]);
    expect(await said("SourceName ==")).toBe(500);
  });

  test("those of an entry show its metadata, those with IDs their own and what they were made of", async () => {
    const { call, create, list } = await open();
    const Sources = [{ Name: "web", Action: "deny" }];
    const entry = { Kind: "service-intentions", Name: "db", Sources, Meta: { a: "entry" } };
    await call("config.write", { body: entry });
    const ids = [
      await create({ SourceName: "web", DestinationName: "x", ...allow, Meta: { a: "own" } }),
      await create({ SourceName: "web", DestinationName: "y", ...allow, SourceType: "consul" }),
    ];
    const shown = await list();
    expect(shown.map(({ ID, Meta }) => [ID, Meta])).toEqual([
      [undefined, { a: "entry" }],
      [ids[0], { a: "own" }],
      [ids[1], undefined],
    ]);
    const hashes = shown.map(({ Hash }) => Hash);
    expect(hashes[0]).toBeUndefined();
    expect(new Set(hashes).size).toBe(3);
  });
});

describe("a body that is none", () => {
  const named = { query: { source: "web", destination: "db" } };
  const older = "500 Failed to decode request body: ";
  const newer = "400 Bad request: Request decode failed: ";
  test.each([
    ["connect.intention-create", {}, older],
    ["connect.intention-update", { rest: "x" }, newer],
    ["connect.intention-exact-write", named, newer],
    ["agent.connect-authorize", {}, newer],
  ] as const)("%s", async (route, options, wanted) => {
    const { call, list } = await open();
    const answer = await call(route, { ...options, body: "[" });
    expect(`${answer.status} ${answer.text()}`).toBe(`${wanted}unexpected EOF`);
    expect(await list()).toEqual([]);
  });

  test.each([
    ["connect.intention-create", older],
    ["connect.intention-exact-write", newer],
  ] as const)("%s of a list", async (route, wanted) => {
    const { call } = await open();
    const answer = await call(route, { ...named, body: "[1]" });
    expect(`${answer.status} ${answer.text()}`).toBe(
      `${wanted}json: cannot unmarshal array into Go value of type struct { Hash string; CreatedAt string; UpdatedAt string; *structs.Alias }`,
    );
  });

  test("of ends that are none, though the path names right ones", async () => {
    const { write, list } = await open();
    const answer = await write("web", "db", { ...allow, SourceNS: "team" });
    expect(answer.text()).toContain('Invalid source namespace "team"');
    expect(await list()).toEqual([]);
  });
});
