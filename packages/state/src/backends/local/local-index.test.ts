/** A local state that is read by its index is what it would be without, whatever lies there, and whenever all ends. */

import { formatInstance } from "@tutti/addresses";
import { createSimulation, type SimulatedHost } from "@tutti/simulation";
import { describe, expect, it } from "vitest";
import { sampleSeal } from "../../../testkit/sample-seal.ts";
import { made } from "../../../testkit/state-samples.ts";
import type { FileFlags, StateHandle } from "../../backend.ts";
import { StateFold } from "../../fold.ts";
import { encodeState } from "../../format4-write.ts";
import { rangeOf } from "../../ranges/object-range.ts";
import type { State } from "../../state.ts";
import type { StateSeal } from "../../state-seal.ts";
import { storedObjects } from "../../stored-objects.ts";
import { createLocalBackend } from "./local-backend.ts";

const READER = { name: "Tutti", version: "1.11.4" };
const STATE = "/s/terraform.tfstate";
const INDEX = "/s/index/default";
const ALL = ["x.a[0]", "x.a[1]", "x.b"];

function open(host: SimulatedHost, seal?: StateSeal, flags: FileFlags = {}, needsFew = true): StateHandle {
  const keeping = { index: { folder: "/s/index", needsFew }, seal };
  return createLocalBackend(host, READER, { path: STATE }, flags, keeping).open("default");
}

async function read(handle: StateHandle): Promise<State> {
  const opened = await handle.read();
  if (!opened.ok) throw new Error(opened.problems.map(({ detail }) => detail).join());
  return opened.value.state;
}

/** How many objects are there unread. */
function unread(state: State): number {
  return [...storedObjects(state)].filter(({ address, object }) => rangeOf(object, address.key) !== undefined)
    .length;
}

/** All that is stored, each read. */
function objectsOf(state: State): readonly unknown[] {
  return [...storedObjects(state)].map(({ address, object: { dependencies, ...object } }) => [
    formatInstance(address),
    object,
    [...dependencies],
  ]);
}

/** Adds an object to what is there, or replaces it. */
async function change(handle: StateHandle, ...addresses: readonly string[]): Promise<void> {
  const fold = new StateFold(await read(handle));
  for (const address of addresses) fold.apply(made(address));
  const saved = await handle.save(fold.state());
  if (!saved.ok) throw new Error("not saved");
}

async function filled(host: SimulatedHost, seal?: StateSeal): Promise<void> {
  await change(open(host, seal), ...ALL);
  await host.clock.sleep(10_000);
  const handle = open(host, seal);
  await read(handle);
  await handle.keepRanges?.();
}

function textAt(host: SimulatedHost, path: string): string {
  return new TextDecoder().decode(host.disk.files().get(path) ?? new Uint8Array());
}

/** In a simulation of its own, on a disk with a state and its index. */
function inFolder(work: (host: SimulatedHost) => Promise<void>, seal?: StateSeal): () => Promise<void> {
  return async () => {
    const simulation = createSimulation(1);
    const host = simulation.host("a");
    await simulation.until(filled(host, seal).then(() => work(host)));
  };
}

describe("a local state with an index", () => {
  it(
    "is read without its objects, and is the same",
    inFolder(async (host) => {
      expect((await host.disk.stat(INDEX))?.mode).toBe(0o600);
      const state = await read(open(host));
      expect(unread(state)).toBe(3);
      const plain = await read(createLocalBackend(host, READER, { path: STATE }).open("default"));
      expect(unread(plain)).toBe(0);
      expect(objectsOf(plain)).toEqual(objectsOf(state));
      expect(encodeState(plain)).toBe(encodeState(state));
    }),
  );

  it(
    "keeps the index up with what is saved",
    inFolder(async (host) => {
      await change(open(host), "x.c");
      await host.clock.sleep(10_000);
      expect(unread(await read(open(host)))).toBe(4);
      expect(encodeState(await read(open(host)))).toBe(textAt(host, STATE));
    }),
  );

  it(
    "keeps none where nobody asked for it",
    inFolder(async (host) => {
      await host.disk.remove(INDEX);
      await change(open(host), "x.c");
      expect(host.disk.files().has(INDEX)).toBe(false);
    }),
  );

  it(
    "has one left of it where it is large and was read as a whole",
    inFolder(async (host) => {
      await host.disk.remove(INDEX);
      const whole = (): StateHandle => open(host, undefined, {}, false);
      await change(whole(), "x.c");
      expect(host.disk.files().has(INDEX)).toBe(false);
      await change(whole(), ...Array.from({ length: 1_000 }, (_, at) => `x.many[${at}]`));
      await host.clock.sleep(10_000);
      expect(unread(await read(whole()))).toBe(0);
      expect(unread(await read(open(host)))).toBe(1_004);
      expect(encodeState(await read(open(host)))).toBe(textAt(host, STATE));
      // What needs few and found none goes on as before: it is no reason to look at all.
      await host.disk.remove(INDEX);
      await change(open(host), "x.d");
      expect(host.disk.files().has(INDEX)).toBe(false);
    }),
  );

  const others: readonly [string, (host: SimulatedHost) => Promise<void>][] = [
    [
      "the state has other bytes, and as many",
      (host) => edit(host, STATE, (text) => text.replace('"x.b"', '"y.b"')),
    ],
    [
      "the state was laid out otherwise",
      (host) => edit(host, STATE, (text) => JSON.stringify(JSON.parse(text))),
    ],
    ["it is damaged", (host) => edit(host, INDEX, (text) => text.replace('"x.b"', '"x.c"'))],
    ["it is cut off", (host) => edit(host, INDEX, (text) => text.slice(0, text.length / 2))],
    ["it is empty", (host) => edit(host, INDEX, () => "")],
    ["it is a folder", (host) => host.disk.remove(INDEX).then(() => host.disk.makeDirectory(INDEX))],
  ];
  it.each(others)("passes it over where %s", async (_, disturb) => {
    await inFolder(async (host) => {
      await disturb(host);
      const state = await read(open(host));
      expect([unread(state), storedObjectsOf(state)]).toEqual([0, storedObjectsOf(await plainly(host))]);
      await change(open(host), "x.c");
      expect([...(await plainly(host)).resources.keys()]).toContain("x.c");
    })();
  });

  it(
    "has none of what is hidden",
    inFolder(async (host) => {
      expect(host.disk.files().has(INDEX)).toBe(false);
    }, sampleSeal("key")),
  );

  it(
    "has none of a state that is written elsewhere than it is read",
    inFolder(async (host) => {
      await host.disk.remove(INDEX);
      const handle = open(host, undefined, { state: STATE, stateOut: "/s/out" });
      await read(handle);
      await handle.keepRanges?.();
      expect(host.disk.files().has(INDEX)).toBe(false);
    }),
  );

  it.each(["kill", "power-cut"] as const)("is whole when all ends at any write (%s)", async (how) => {
    let ended = false;
    for (let write = 1; !ended; write++) {
      const simulation = createSimulation(write);
      const host = simulation.host("a");
      await simulation.until(filled(host));
      let cut = false;
      host.disk.cutAt(write, () => {
        cut = true;
      });
      const work = change(open(host), "x.c").catch(() => undefined);
      await simulation.until(Promise.race([work, host.clock.sleep(10_000)]));
      ended = !cut;
      host.disk.restart(how);
      await simulation.until(host.clock.sleep(10_000));
      const state = await simulation.until(read(open(host)));
      expect([...state.resources.keys()]).toEqual(expect.arrayContaining(["x.a", "x.b"]));
      expect(storedObjectsOf(state)).toEqual(storedObjectsOf(await simulation.until(plainly(host))));
    }
  });

  it(
    "is saved as well where the index cannot be",
    inFolder(async (host) => {
      const handle = open(host);
      await read(handle);
      await host.disk.remove("/s/index", { recursive: true });
      await host.disk.writeFile("/s/index", "a file, and no folder");
      await change(handle, "x.c");
      expect([...(await plainly(host)).resources.keys()]).toContain("x.c");
    }),
  );
});

async function edit(host: SimulatedHost, path: string, how: (text: string) => string): Promise<void> {
  await host.disk.writeFile(path, how(await host.disk.readText(path)));
}

function plainly(host: SimulatedHost): Promise<State> {
  return read(createLocalBackend(host, READER, { path: STATE }).open("default"));
}

function storedObjectsOf(state: State): unknown {
  return [...storedObjects(state)].map(({ address, object }) => [address.key, object]);
}
