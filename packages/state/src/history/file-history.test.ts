import { createSimulation, type SimulatedHost } from "@tutti/simulation";
import { describe, expect, it } from "vitest";
import { at, PROVIDER, sampleObject } from "../../testkit/state-samples.ts";
import { unwrap } from "../../testkit/stored-states.ts";
import type { StateHandle } from "../backend.ts";
import { createLocalBackend } from "../backends/local/local-backend.ts";
import { StateFold } from "../fold.ts";
import { encodeState } from "../format4-write.ts";
import { emptyState, type State } from "../state.ts";
import { HISTORY_DEFAULT, type HistoryLimits } from "./state-history.ts";

const READER = { name: "Tutti", version: "1.11.4" };
const FOLDER = ".terraform.tfstate.history";

interface World {
  readonly host: SimulatedHost;
  open(limits?: HistoryLimits): StateHandle;
  run<T>(promise: Promise<T>): Promise<T>;
  /** Sets an object's attributes; undefined takes it away. */
  change(address: string, id: string | undefined, limits?: HistoryLimits): Promise<State>;
}

function createWorld(seed = 1): World {
  const simulation = createSimulation(seed);
  const host = simulation.host("a");
  const open = (limits = HISTORY_DEFAULT): StateHandle =>
    createLocalBackend(host, READER, {}, {}, { history: limits }).open("default");
  const run = <T>(promise: Promise<T>): Promise<T> => simulation.until(promise);
  return {
    host,
    open,
    run,
    async change(address, id, limits) {
      // So that what was written before is settled, and is read again only where it changed.
      await simulation.run(5_000);
      return run(changeIn(open(limits), address, id));
    },
  };
}

async function changeIn(handle: StateHandle, address: string, id: string | undefined): Promise<State> {
  const locked = await handle.lock({ operation: "OperationTypeApply", timeoutMs: 0 });
  if (!locked.ok) throw new Error(locked.message);
  const { state } = unwrap(await handle.read());
  const saved = unwrap(await handle.save(withObject(state, address, id)));
  await locked.lock.release();
  return saved;
}

function withObject(state: State, address: string, id: string | undefined): State {
  const fold = new StateFold(state);
  fold.apply({
    kind: "object",
    operationId: undefined,
    address: at(address),
    deposedKey: undefined,
    provider: PROVIDER,
    object: id === undefined ? undefined : sampleObject(id),
  });
  return fold.state();
}

async function history(world: World): Promise<NonNullable<StateHandle["history"]>> {
  const found = world.open().history;
  if (found === undefined) throw new Error("no history");
  return found;
}

async function listed(world: World): Promise<readonly string[]> {
  const { versions, problems } = unwrap(await world.run((await history(world)).versions()));
  expect(problems).toEqual([]);
  return versions.map(
    ({ version, serial, operation, counts: { added, changed, removed } }) =>
      `${version} serial ${serial} ${operation} +${added} ~${changed} -${removed}`,
  );
}

describe("the history of a local state", () => {
  it("has each version, with what was done", async () => {
    const world = createWorld();
    const states = [
      await world.change("x.a", "1"),
      await world.change("x.b", "1"),
      await world.change("x.a", "2"),
      await world.change("x.b", undefined),
    ];
    expect(await listed(world)).toEqual([
      "1 serial 1 OperationTypeApply +1 ~0 -0",
      "2 serial 2 OperationTypeApply +1 ~0 -0",
      "3 serial 3 OperationTypeApply +0 ~1 -0",
      "4 serial 4 OperationTypeApply +0 ~0 -1",
    ]);
    const kept = await history(world);
    for (const [at, state] of states.entries())
      expect(encodeState(unwrap(await world.run(kept.stateAt(at + 1))))).toBe(encodeState(state));
    const missing = await world.run(kept.stateAt(5));
    expect(missing.ok ? "" : missing.problems[0]?.detail).toMatch(/goes from 1 to 4/);
  });

  it("is for the owner alone", async () => {
    const world = createWorld();
    await world.change("x.a", "1");
    const modeOf = async (path: string): Promise<number | undefined> =>
      (await world.run(world.host.disk.stat(path)))?.mode;
    expect(await modeOf(FOLDER)).toBe(0o700);
    expect(await modeOf(`${FOLDER}/1.whole`)).toBe(0o600);
  });

  it("writes nothing where it is switched off, or nothing changed", async () => {
    const world = createWorld();
    await world.change("x.a", "1", { versions: 0, bytes: 1 });
    expect(await world.run(world.host.disk.stat(FOLDER))).toBeUndefined();
    await world.change("x.a", "1");
    expect(await world.run(world.host.disk.stat(FOLDER))).toBeUndefined();
  });

  it("takes in what another program wrote, before the first change and between two", async () => {
    const world = createWorld();
    const outside = withObject({ ...emptyState("l", "1.11.4"), serial: 7 }, "x.o", "1");
    await world.run(world.host.disk.writeFile("terraform.tfstate", encodeState(outside)));
    await world.change("x.a", "1");
    const later = { ...withObject(outside, "x.p", "1"), serial: 20 };
    await world.run(world.host.disk.writeFile("terraform.tfstate", encodeState(later)));
    await world.change("x.a", "2");
    expect(await listed(world)).toEqual([
      "1 serial 7 found +1 ~0 -0",
      "2 serial 8 OperationTypeApply +1 ~0 -0",
      "3 serial 20 found +1 ~0 -1",
      "4 serial 21 OperationTypeApply +1 ~0 -0",
    ]);
    const third = unwrap(await world.run((await history(world)).stateAt(3)));
    expect(encodeState(third)).toBe(encodeState(later));
  });

  it("notices another content under the same serial", async () => {
    const world = createWorld();
    const first = await world.change("x.a", "1");
    await world.run(
      world.host.disk.writeFile("terraform.tfstate", encodeState(withObject(first, "x.a", "forced"))),
    );
    await world.change("x.b", "1");
    expect(await listed(world)).toEqual([
      "1 serial 1 OperationTypeApply +1 ~0 -0",
      "2 serial 1 found +0 ~1 -0",
      "3 serial 2 OperationTypeApply +1 ~0 -0",
    ]);
  });

  it("is bounded in versions, and all that are left can be read", async () => {
    for (const versions of [1, 2, 3, 5, 8, 9]) {
      const world = createWorld();
      const states: State[] = [];
      for (let change = 1; change <= 25; change++)
        states.push(await world.change("x.a", `${change}`, { versions, bytes: 1e9 }));
      const kept = unwrap(await world.run((await history(world)).versions())).versions;
      expect(kept.length).toBeLessThanOrEqual(versions);
      expect(kept.length).toBeGreaterThanOrEqual(Math.ceil((3 * versions) / 4));
      expect(kept.at(-1)?.version).toBe(25);
      for (const { version } of kept) {
        const state = unwrap(await world.run((await history(world)).stateAt(version)));
        expect(encodeState(state)).toBe(encodeState(states[version - 1] ?? emptyState("")));
      }
    }
  });

  it("is bounded in bytes, but has the newest version", async () => {
    const world = createWorld();
    for (let change = 1; change <= 12; change++)
      await world
        .change("x.a", "z".repeat(2_000), { versions: 100, bytes: 9_000 })
        .then(() => world.change("x.a", `${change}`.repeat(1_000), { versions: 100, bytes: 9_000 }));
    const sizes = await Promise.all(
      (await world.run(world.host.disk.list(FOLDER))).map(
        async ({ name }) => (await world.run(world.host.disk.stat(`${FOLDER}/${name}`)))?.size ?? 0,
      ),
    );
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(9_000);
    expect(sizes.length).toBeGreaterThan(1);
    await world.change("x.a", "last", { versions: 100, bytes: 1 });
    expect(await listed(world)).toEqual(["25 serial 25 OperationTypeApply +0 ~1 -0"]);
  });

  it("costs what changes, not what there is", async () => {
    const world = createWorld();
    let state = emptyState("l");
    for (let object = 0; object < 400; object++) state = withObject(state, `x.many[${object}]`, "1");
    const handle = world.open();
    unwrap(await world.run(handle.read()));
    unwrap(await world.run(handle.overwrite(state)));
    for (let object = 0; object < 20; object++) await world.change(`x.many[${object}]`, "2");
    const entries = await world.run(world.host.disk.list(FOLDER));
    const deltas = entries.filter(({ name }) => name.endsWith(".delta"));
    expect(deltas).toHaveLength(20);
    for (const { name } of deltas)
      expect((await world.run(world.host.disk.stat(`${FOLDER}/${name}`)))?.size).toBeLessThan(1_000);
  });

  it("says which version is damaged, and goes on with a whole one", async () => {
    const world = createWorld();
    await world.change("x.a", "1");
    await world.change("x.a", "2");
    const path = `${FOLDER}/2.delta`;
    const text = await world.run(world.host.disk.readText(path));
    for (const broken of [
      text.replace('"id":"2"', '"id":"3"'),
      text.slice(0, -20),
      "",
      text.split("\n")[0] ?? "",
    ]) {
      await world.run(world.host.disk.writeFile(path, broken));
      const read = await world.run((await history(world)).stateAt(2));
      expect(read.ok ? "" : read.problems[0]?.detail).toMatch(
        /^\.terraform\.tfstate\.history\/2\.delta cannot be read: /,
      );
      expect((await world.run((await history(world)).stateAt(1))).ok).toBe(true);
    }
    // Its own write is still known by the file's version, so what is damaged is met when it is built upon by others.
    await world.run(
      world.host.disk.writeFile("terraform.tfstate", encodeState(await world.change("x.a", "3"))),
    );
    await world.change("x.a", "4");
    const { versions, problems } = unwrap(await world.run((await history(world)).versions()));
    expect(problems.map(({ summary }) => summary)).toEqual(["The state's history is damaged"]);
    const last = versions.at(-1)?.version ?? 0;
    const state = unwrap(await world.run((await history(world)).stateAt(last)));
    expect([...state.resources.values()][0]?.instances.get(undefined)?.current?.attributesJson).toBe(
      '{"id":"4"}',
    );
  });

  it("knows its own text in a file that was copied, and puts nothing together", async () => {
    const world = createWorld();
    const indexed = (): StateHandle =>
      createLocalBackend(
        world.host,
        READER,
        {},
        {},
        { history: HISTORY_DEFAULT, index: { folder: "index", needsFew: true } },
      ).open("default");
    await world.change("x.a", "1".repeat(2_000));
    const handle = indexed();
    await world.run(handle.read());
    await world.run(handle.keepRanges?.() ?? Promise.resolve());
    await world.run(changeIn(indexed(), "x.a", "2"));
    const { disk } = world.host;
    await world.run(disk.writeFile("terraform.tfstate", await world.run(disk.readText("terraform.tfstate"))));
    // Who put the versions together would meet it.
    const whole = `${FOLDER}/1.whole`;
    const text = await world.run(disk.readText(whole));
    await world.run(disk.writeFile(whole, text.replace('"id":"1', '"id":"9')));
    await world.run(changeIn(indexed(), "x.a", "3"));
    const names = (await world.run(disk.list(FOLDER))).map(({ name }) => name);
    expect(names.toSorted()).toEqual(["1.whole", "2.delta", "3.delta"]);
  });

  it("never keeps a change from being saved", async () => {
    const world = createWorld();
    await world.run(world.host.disk.writeFile(FOLDER, "a file where the folder goes"));
    const handle = world.open();
    await world.run(changeIn(handle, "x.a", "1"));
    expect(handle.history?.takeProblems().map(({ summary }) => summary)).toEqual([
      "The state's history was not written",
    ]);
    expect(unwrap(await world.run(world.open().read())).state.serial).toBe(1);
  });
});

describe("a kill at any write", () => {
  for (const after of ["kill", "power-cut"] as const)
    it(`leaves a history that holds each state that was saved (${after})`, async () => {
      for (let write = 1; write < 60; write++) {
        const world = createWorld(write);
        // Chains of two, so that one is taken apart.
        const limits = { versions: 8, bytes: 1e9 };
        const saved: State[] = [];
        for (let change = 1; change <= 8; change++)
          saved.push(await world.change("x.a", `${change}`, limits));
        let cut = false;
        world.host.disk.cutAt(write, () => {
          cut = true;
        });
        const work = changeIn(world.open(limits), "x.a", "9").catch(() => undefined);
        await world.run(Promise.race([work, world.host.clock.sleep(10_000)]));
        if (!cut) return expect(write).toBeGreaterThan(5);
        world.host.disk.restart(after);
        const left = unwrap(await world.run(world.open().read())).state;
        const kept = await history(world);
        // Also before the next change has tidied up.
        for (const { version } of unwrap(await world.run(kept.versions())).versions)
          unwrap(await world.run(kept.stateAt(version)));
        await world.change("x.b", "1", limits);
        const { versions, problems } = unwrap(await world.run(kept.versions()));
        expect(problems).toEqual([]);
        expect(versions.length).toBeLessThanOrEqual(8);
        const states = new Map<number, string>();
        for (const { version, serial } of versions)
          states.set(serial, encodeState(unwrap(await world.run(kept.stateAt(version)))));
        expect(states.get(left.serial)).toBe(encodeState(left));
        expect(states.get(7)).toBe(encodeState(saved[6] ?? left));
        expect(versions.at(-1)?.serial).toBe(left.serial + 1);
      }
      throw new Error("the disk was never left uncut");
    });
});
