import { Buffer } from "node:buffer";
import { createSimulation, type SimulatedHost } from "@tutti/simulation";
import { describe, expect, it } from "vitest";
import { type SampleSealOptions, sampleSeal } from "../../../testkit/sample-seal.ts";
import { announced } from "../../../testkit/state-samples.ts";
import { added, READER, unwrap } from "../../../testkit/stored-states.ts";
import type { StateHandle } from "../../backend.ts";
import { StateFold } from "../../fold.ts";
import { encodeState } from "../../format4-write.ts";
import { HISTORY_DEFAULT } from "../../history/state-history.ts";
import { emptyState, type State } from "../../state.ts";
import type { StateSeal } from "../../state-seal.ts";
import { createLocalBackend } from "./local-backend.ts";

const STATE = "terraform.tfstate";
const BACKUP = `${STATE}.backup`;
const JOURNAL = `.${STATE}.journal`;
const VERSIONS = `.${STATE}.history`;

interface World {
  readonly host: SimulatedHost;
  open(seal?: StateSeal): StateHandle;
  run<T>(promise: Promise<T>): Promise<T>;
  /** Reads, adds an object, and saves, as a program of its own. */
  change(address: string, seal?: StateSeal): Promise<State>;
  /** Saves what is there, unchanged. */
  touch(seal?: StateSeal): Promise<StateHandle>;
  text(path: string): string;
  /** All versions, as far as this seal opens them: serials, and how many it does not. */
  versions(seal?: StateSeal): Promise<readonly [readonly number[], number]>;
}

function createWorld(): World {
  const simulation = createSimulation(1);
  const host = simulation.host("a");
  const run = <T>(promise: Promise<T>): Promise<T> => simulation.until(promise);
  const open = (seal?: StateSeal): StateHandle =>
    createLocalBackend(host, READER, {}, {}, { seal, history: HISTORY_DEFAULT }).open("default");
  const saved = async (seal: StateSeal | undefined, address?: string): Promise<[StateHandle, State]> => {
    await simulation.run(5_000);
    const handle = open(seal);
    const { state } = unwrap(await run(handle.read()));
    const after = address === undefined ? new StateFold(state).state() : added(state, address);
    return [handle, unwrap(await run(handle.save(after)))];
  };
  return {
    host,
    open,
    run,
    change: async (address, seal) => (await saved(seal, address))[1],
    touch: async (seal) => (await saved(seal))[0],
    text(path) {
      const bytes = host.disk.files().get(`/${path}`);
      if (bytes === undefined) throw new Error(`${path} is not there`);
      return Buffer.from(bytes).toString();
    },
    async versions(seal) {
      const listing = await run(open(seal).history?.versions() ?? Promise.reject(new Error("no history")));
      const { versions, problems } = unwrap(listing);
      return [versions.map(({ serial }) => serial), problems.length];
    },
  };
}

const key = (name: string, options?: SampleSealOptions): StateSeal => sampleSeal(name, options);

describe("a sealed local state", () => {
  it("shows nothing of itself: not in the state, its backup, its journal or its history", async () => {
    const world = createWorld();
    await world.change("x.hidden", key("k"));
    await world.change("x.hidden2", key("k"));
    const handle = world.open(key("k"));
    await world.run(handle.read());
    const journal = unwrap(await world.run(handle.begin()));
    await world.run(journal.write(announced("x.hidden3")));
    await world.run(journal.close());
    const files = [...world.host.disk.files().keys()].map((path) => path.slice(1)).sort();
    expect(files).toEqual([`${VERSIONS}/1.whole`, `${VERSIONS}/2.delta`, JOURNAL, STATE, BACKUP].sort());
    for (const path of files) expect(world.text(path), path).not.toContain("hidden");
    const found = unwrap(await world.run(world.open(key("k")).read()));
    expect([...found.state.resources.keys()]).toEqual(["x.hidden", "x.hidden2"]);
    expect(found.openIntents.map(({ operationId }) => operationId)).toEqual(["op-x.hidden3"]);
    expect(await world.versions(key("k"))).toEqual([[1, 2], 0]);
  });

  it("is not read with another key, and what was not sealed only where that is allowed", async () => {
    const world = createWorld();
    const state = await world.change("x.a", key("k"));
    const read = await world.run(world.open(key("other")).read());
    expect(read.ok ? "" : read.problems[0]?.detail).toMatch(/it was hidden by another key/);
    expect(await world.versions(key("other"))).toEqual([[], 1]);
    await world.run(world.host.disk.writeFile(STATE, encodeState(state)));
    expect((await world.run(world.open(key("k")).read())).ok).toBe(false);
    expect((await world.run(world.open(key("k", { allowsPlain: true })).read())).ok).toBe(true);
  });

  it("seals anew what was not sealed, though nothing changed: the state, its backup and its history", async () => {
    const world = createWorld();
    await world.change("x.a");
    const before = await world.change("x.b");
    await world.touch(key("k", { allowsPlain: true }));
    for (const path of [STATE, BACKUP, `${VERSIONS}/1.whole`, `${VERSIONS}/2.delta`])
      expect(world.text(path), path).not.toContain("x.a");
    const found = unwrap(await world.run(world.open(key("k")).read()));
    expect(found.state).toMatchObject({ serial: before.serial + 1, lineage: before.lineage });
    expect(await world.versions(key("k"))).toEqual([[1, 2, 3], 0]);
    const kept = world.open(key("k")).history;
    const first = await world.run(kept?.stateAt(1) ?? Promise.reject(new Error("no history")));
    expect([...unwrap(first).resources.keys()]).toEqual(["x.a"]);
    expect((await world.run(world.host.disk.stat(`${VERSIONS}/1.whole`)))?.mode).toBe(0o600);
  });

  it("goes over to a new key once the old one was met, and needs the old one no more", async () => {
    const world = createWorld();
    await world.change("x.a", key("old"));
    await world.change("x.b", key("new", { before: "old" }));
    expect(unwrap(await world.run(world.open(key("new")).read())).state.serial).toBe(2);
    expect(await world.versions(key("new"))).toEqual([[1, 2], 0]);
    expect(await world.versions(key("old"))).toEqual([[], 2]);
    const backup = world.text(BACKUP);
    expect(backup.startsWith("new:")).toBe(true);
    // All is kept by the new key now, so nothing is written for nothing.
    await world.touch(key("new", { before: "old" }));
    expect(unwrap(await world.run(world.open(key("new")).read())).state.serial).toBe(2);
  });

  it("leaves a version that cannot be opened as it is, and seals the others", async () => {
    const world = createWorld();
    await world.change("x.a");
    await world.change("x.b");
    const damaged = `${world.text(`${VERSIONS}/2.delta`)}half a line`;
    await world.run(world.host.disk.writeFile(`${VERSIONS}/2.delta`, damaged));
    const handle = await world.touch(key("k", { allowsPlain: true }));
    expect(world.text(`${VERSIONS}/2.delta`)).toBe(damaged);
    expect(world.text(`${VERSIONS}/1.whole`)).not.toContain("x.a");
    expect(unwrap(await world.run(world.open(key("k")).read())).state.serial).toBe(3);
    expect(handle.history?.takeProblems()).toEqual([]);
  });

  it("is saved although its history cannot be sealed anew, and says so", async () => {
    const world = createWorld();
    await world.change("x.a");
    world.host.disk.forbid(`${VERSIONS}/1.whole`);
    const handle = await world.touch(key("k", { allowsPlain: true }));
    expect(world.text(STATE).startsWith("k:")).toBe(true);
    const told = handle.history?.takeProblems().map(({ summary, detail }) => `${summary}: ${detail}`);
    expect(told?.[0]).toMatch(
      /^The state's history was not written: Versions of the state's history could not be kept as they should be now: .*permission denied.* They are as they were\.$/,
    );
    expect(handle.history?.takeProblems()).toEqual([]);
  });

  it("is backed up as it was sealed where nobody read it before it was overwritten", async () => {
    const world = createWorld();
    const handle = world.open(key("k"));
    const state = added(emptyState("l"), "x.hidden");
    unwrap(await world.run(handle.overwrite(state)));
    const first = world.text(STATE);
    unwrap(await world.run(handle.overwrite(added(state, "x.more"))));
    expect(world.text(BACKUP)).toBe(first);
  });

  it("copies the backup as it lies there where nothing is hidden", async () => {
    const world = createWorld();
    await world.change("x.a");
    const text = `${world.text(STATE)}\n`;
    await world.run(world.host.disk.replaceFile(STATE, text, { mode: 0o640 }));
    await world.change("x.b");
    expect(world.text(BACKUP)).toBe(text);
    expect((await world.run(world.host.disk.stat(BACKUP)))?.mode).toBe(0o640);
  });
});
