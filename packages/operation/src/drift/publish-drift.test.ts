import { createStop, type Listener } from "@tutti/runtime";
import { createMachine, type Machine } from "@tutti/simulation";
import { describe, expect, it, test } from "vitest";
import { createFolder } from "../../testkit/folder.ts";
import type { AttributeDifference } from "../history/state-difference.ts";
import { DriftBook, type Finding } from "./drift-book.ts";
import type { DriftEvent } from "./events.ts";
import { DriftPublisher } from "./publish-drift.ts";
import type { DriftRequest } from "./request.ts";
import { runDrift } from "./watch-drift.ts";

const AGENT = "10.0.0.1:8500";
const VARIABLES = { CONSUL_HTTP_ADDR: AGENT };

interface Board {
  readonly ID: string;
  readonly Status: string;
  readonly [member: string]: unknown;
}

/** What answers as an agent does: a board by name that belongs to who told of it first, and user events. */
class Answering {
  readonly boards: { readonly name: string; readonly told: Board }[] = [];
  readonly fired: (readonly [name: string, payload: string])[] = [];
  readonly #host: Machine["host"];
  readonly #owners = new Map<string, string>();
  #listener: Listener | undefined;

  constructor(host: Machine["host"]) {
    this.#host = host;
  }

  async come(): Promise<void> {
    this.#listener = await this.#host.network.serveHttp({ host: "10.0.0.1", port: 8500 }, async (asked) => {
      const text = new TextDecoder().decode(await asked.body(1 << 20));
      const [, noun, rest = ""] = /^\/v1\/(drift\/status|event\/fire)\/([^?]*)/.exec(asked.target) ?? [];
      const name = decodeURIComponent(rest);
      if (noun === undefined || asked.method !== "PUT") return asked.respond(404, {}, "no such route\n");
      if (noun === "event/fire") {
        this.fired.push([name, text]);
        return asked.respond(200, {}, "{}");
      }
      const told: Board = JSON.parse(text);
      const owner = this.#owners.get(name) ?? told.ID;
      if (owner !== told.ID) return asked.respond(409, {}, `another watch tells of "${name}"\n`);
      this.#owners.set(name, owner);
      this.boards.push({ name, told });
      return asked.respond(200, {}, "true");
    });
  }

  async go(): Promise<void> {
    await this.#listener?.close();
  }

  get last(): Board | undefined {
    return this.boards.at(-1)?.told;
  }
}

type Options = Partial<Pick<DriftRequest, "name">> & { readonly machine?: Machine; readonly away?: boolean };

async function open({ name, away = false, machine = createMachine({ variables: VARIABLES }) }: Options = {}) {
  const { host, until } = machine;
  const agent = new Answering(host);
  if (!away) await agent.come();
  const untold: string[] = [];
  const book = new DriftBook();
  const request: DriftRequest = { runtime: host, name, onEvent: () => {} };
  const publisher = new DriftPublisher(request, book, (event) => {
    if (event.kind === "untold") untold.push(event.why);
    // What it said itself is no news to it.
    publisher.heard(event);
  });
  const pass = (ms = 1_000): Promise<void> => until(host.clock.sleep(ms));
  /** Tells what a look came to, as a watch does. */
  const found = async (address: string, finding: Finding): Promise<void> => {
    for (const event of book.found(address, finding, host.clock.now())) publisher.heard(event);
    await pass();
  };
  const heard = async (event: DriftEvent): Promise<void> => {
    publisher.heard(event);
    await pass();
  };
  const stored = (addresses: readonly string[]): void => {
    book.expect(addresses.map((address) => ({ address, of: "v1", carries: false })));
  };
  stored(["a.a", "a.b"]);
  book.heard("a.a", "events");
  book.heard("a.b", "pace");
  const end = (): Promise<void> => until(publisher.end());
  return { machine, host, agent, book, publisher, untold, pass, found, heard, stored, end };
}

const WATCHING: DriftEvent = { kind: "watching", byEvents: 1, byPace: 1 };
const BLIND: DriftEvent = { kind: "blind", diagnostics: [], sources: new Map() };
const SIZE: AttributeDifference = { path: "size", before: "1", after: "2", sensitive: false };
const SECRET: AttributeDifference = {
  path: "password",
  before: undefined,
  after: undefined,
  sensitive: true,
};
const drift = (attributes = [SIZE], address = "a.a"): Finding => ({
  kind: "drift",
  drift: { address, change: "changed", attributes },
});

describe("the board", () => {
  it("shows what is watched from the beginning, and what nobody looked at yet", async () => {
    const { agent, heard, end } = await open();
    await heard(WATCHING);
    expect(agent.last).toEqual({
      ID: expect.stringMatching(/^[0-9a-f-]{36}$/),
      Status: "watching",
      Workspace: "default",
      Objects: 2,
      ByEvents: 1,
      Drifted: 0,
      Drifts: [],
      ByPace: [{ Address: "a.b", LastLook: "" }],
      Unseen: [],
    });
    await end();
  });

  it("shows drift with its values, cut where they are long, and none of what is sensitive", async () => {
    const { agent, host, found, end } = await open();
    const long = { path: "text", before: "x".repeat(1_500), after: "y".repeat(1_500), sensitive: false };
    const seen = new Date(host.clock.now()).toISOString();
    await found("a.a", drift([SIZE, long, SECRET]));
    expect(agent.last).toMatchObject({
      Drifted: 1,
      Drifts: [
        {
          Address: "a.a",
          Change: "changed",
          SeenAt: seen,
          Attributes: [
            { Path: "size", Before: "1", After: "2", Sensitive: false },
            { Path: "text", Before: "x".repeat(1_000), After: "y".repeat(1_000), Sensitive: false },
            { Path: "password", Before: "", After: "", Sensitive: true },
          ],
        },
      ],
    });
    await found("a.a", { kind: "same" });
    expect(agent.last).toMatchObject({ Drifted: 0, Drifts: [] });
    await end();
  });

  it("shows what cannot be seen, why, and when it was seen last", async () => {
    const { agent, host, found, end } = await open();
    const looked = new Date(host.clock.now()).toISOString();
    await found("a.b", drift([SIZE], "a.b"));
    await found("a.b", { kind: "unseen", why: "no such host" });
    expect(agent.last).toMatchObject({
      Drifted: 1,
      ByPace: [{ Address: "a.b", LastLook: looked }],
      Unseen: [{ Address: "a.b", Why: "no such host", LastLook: looked }],
    });
    await end();
  });

  it("counts all, and names a hundred: of those read by pace who waited longest", async () => {
    const { agent, book, host, found, pass, stored, end } = await open();
    const all = Array.from({ length: 102 }, (_, at) => `a.n${at}`);
    stored([...all, "a.never"]);
    for (const address of [...all, "a.never"]) book.heard(address, "pace");
    for (const address of all) book.found(address, drift([SIZE], address), host.clock.now());
    for (const address of all) book.found(address, { kind: "unseen", why: "away" }, 0);
    await pass();
    await found("a.n0", { kind: "same" });
    expect(agent.last).toMatchObject({ Objects: 103, Drifted: 101 });
    for (const named of ["Drifts", "ByPace", "Unseen"]) expect(agent.last?.[named]).toHaveLength(100);
    expect(agent.last?.["ByPace"]).toMatchObject([
      { Address: "a.never", LastLook: "" },
      ...all.slice(1, 100).map((Address) => ({ Address })),
    ]);
    await end();
  });

  it("knows of no object while the watch is blind, and of all of them afterwards", async () => {
    const { agent, heard, end } = await open();
    await heard(BLIND);
    expect(agent.last).toMatchObject({ Status: "blind", Objects: 0, ByEvents: 0, ByPace: [] });
    await heard(WATCHING);
    expect(agent.last).toMatchObject({ Status: "watching", Objects: 2 });
    await end();
  });

  it("is told again every 20 seconds until the end, and then that it stopped", async () => {
    const { agent, heard, pass, end } = await open();
    await heard(WATCHING);
    await pass(60_000);
    expect(agent.boards.map(({ told }) => told.Status)).toEqual(Array(4).fill("watching"));
    await end();
    expect(agent.boards.map(({ told }) => told.Status).slice(4)).toEqual(["stopped"]);
    await pass(60_000);
    expect(agent.boards).toHaveLength(5);
  });

  it("is told once more where something changed while it was being told", async () => {
    const { agent, publisher, pass, end } = await open();
    for (let at = 0; at < 5; at++) publisher.heard(WATCHING);
    publisher.heard(BLIND);
    await pass();
    expect(agent.boards.map(({ told }) => told.Status).at(-1)).toBe("blind");
    expect(agent.boards).toHaveLength(2);
    await end();
  });

  it.each<[string | undefined, string, string, string]>([
    ["shop", "/srv/web", "default", "shop"],
    ["shop", "/srv/web", "blue", "shop"],
    [undefined, "/srv/web", "default", "web"],
    [undefined, "/srv/web", "blue", "web.blue"],
    [undefined, "/", "default", "root"],
  ])(
    "of a watch named %j in %j and workspace %j has the name %j",
    async (name, directory, workspace, wanted) => {
      const machine = createMachine({ variables: VARIABLES, directory });
      const { agent, publisher, heard, end } = await open({
        machine,
        ...(name === undefined ? {} : { name }),
      });
      publisher.workspace = workspace;
      await heard(WATCHING);
      expect(agent.boards.at(-1)).toMatchObject({ name: wanted, told: { Workspace: workspace } });
      await end();
    },
  );
});

test.each<[string, DriftEvent, readonly (readonly [string, string])[]]>([
  ["that it watches", WATCHING, []],
  ["that it is blind", BLIND, []],
  ["that something is unseen", { kind: "unseen", address: "a.a", why: "no" }, []],
  ["that a heal begins", { kind: "heal-start", addresses: ["a.a"] }, []],
  [
    "drift, with the names of what differs and never a value",
    { kind: "drift", drift: { address: "a.a", change: "changed", attributes: [SIZE, SECRET], seenAt: 0 } },
    [["drift:changed", '{"address":"a.a","attributes":["size","password"]}']],
  ],
  [
    "what is gone",
    { kind: "drift", drift: { address: "a.a", change: "gone", attributes: [], seenAt: 0 } },
    [["drift:gone", '{"address":"a.a","attributes":[]}']],
  ],
  ["what is settled", { kind: "settled", address: "a.a" }, [["drift:settled", '{"address":"a.a"}']]],
  [
    "what has a long address, cut",
    { kind: "settled", address: "a".repeat(400) },
    [["drift:settled", `{"address":"${"a".repeat(37)}","cut":true}`]],
  ],
  [
    "many that are healed, cut",
    { kind: "healed", addresses: Array<string>(90).fill("a.b"), elapsedMs: 5 },
    [["drift:healed", `{"addresses":"${"a.b ".repeat(10).slice(0, 37)}","cut":true}`]],
  ],
  [
    "what is healed",
    { kind: "healed", addresses: ["a.a", "a.b"], elapsedMs: 5 },
    [["drift:healed", '{"addresses":["a.a","a.b"]}']],
  ],
  [
    "what is not healed",
    { kind: "heal-refused", addresses: ["a.a"], why: "it was edited" },
    [["drift:heal-refused", '{"addresses":["a.a"]}']],
  ],
])("of %s these user events are fired", async (_, event, wanted) => {
  const { agent, heard, end } = await open();
  await heard(event);
  expect(agent.fired).toEqual(wanted);
  await end();
});

test("user events come in their order, no more than 256 wait, and the end waits for them", async () => {
  const { agent, publisher, end } = await open();
  for (let at = 0; at < 300; at++) publisher.heard({ kind: "settled", address: `a.n${at}` });
  await end();
  expect(agent.fired.map(([, payload]) => payload)).toEqual(
    Array.from({ length: 256 }, (_, at) => `{"address":"a.n${at}"}`),
  );
});

test("an agent that is away is told of once, and told all when it comes", async () => {
  const { agent, untold, found, heard, pass, end } = await open({ away: true });
  await heard(WATCHING);
  await found("a.a", drift());
  await pass(60_000);
  expect(untold).toEqual([expect.stringMatching(/^the agent at 10\.0\.0\.1:8500 does not take it \(.+\)$/)]);
  await agent.come();
  await pass(20_000);
  expect(agent.last).toMatchObject({ Status: "watching", Drifted: 1 });
  // What was news while nobody heard is on the board, and no event any more.
  expect(agent.fired).toEqual([]);
  await found("a.a", { kind: "same" });
  expect(agent.fired).toEqual([["drift:settled", '{"address":"a.a"}']]);
  await agent.go();
  await pass(20_000);
  expect(untold).toHaveLength(2);
  await end();
});

test("a watch ends where the agent went away with its news", async () => {
  const { agent, publisher, untold, end } = await open();
  await agent.go();
  publisher.heard({ kind: "settled", address: "a.a" });
  await end();
  expect(agent.fired).toEqual([]);
  expect(untold).toHaveLength(1);
});

test("another watch of the same name is refused, and says so once", async () => {
  const first = await open({ name: "shop" });
  await first.heard(WATCHING);
  const second: string[] = [];
  const request: DriftRequest = { runtime: first.host, name: "shop", onEvent: () => {} };
  const other = new DriftPublisher(request, new DriftBook(), (event) => {
    if (event.kind === "untold") second.push(event.why);
  });
  other.heard(WATCHING);
  await first.pass(60_000);
  expect(second).toEqual([`the agent at ${AGENT} does not take it (409 another watch tells of "shop")`]);
  expect(new Set(first.agent.boards.map(({ told }) => told.ID)).size).toBe(1);
  expect(first.untold).toEqual([]);
  await first.machine.until(other.end());
  expect(first.agent.last?.Status).toBe("watching");
  await first.end();
});

test("what happens to a watched directory is told from its beginning to its end", async () => {
  const SECRET_FILE = `resource "local_sensitive_file" "a" {\n  filename = "/a.txt"\n  content  = "hush"\n}\n`;
  const folder = await createFolder({ "main.tf": SECRET_FILE }, VARIABLES);
  await folder.apply();
  const agent = new Answering(folder.host);
  await agent.come();
  const stop = createStop();
  const heal = { what: "all", most: 10, windowMs: 600_000 } as const;
  const request: DriftRequest = { runtime: folder.host, name: "shop", heal, onEvent: () => {} };
  const running = runDrift(request, stop.signal);
  const pass = (): Promise<void> => folder.until(folder.host.clock.sleep(10_000));
  await pass();
  expect(agent.last).toMatchObject({ Status: "watching", Objects: 1, ByEvents: 1, Drifted: 0 });
  await folder.host.disk.writeFile("/a.txt", "loud");
  await pass();
  expect(agent.fired.map(([name]) => name).slice(0, 2)).toEqual(["drift:gone", "drift:healed"]);
  expect(agent.boards.some(({ told }) => told["Drifted"] === 1)).toBe(true);
  stop.abort();
  await folder.until(running);
  expect(agent.last).toMatchObject({ Status: "stopped", Drifted: 0 });
  expect(JSON.stringify([agent.boards, agent.fired])).not.toMatch(/hush|loud/);
});
