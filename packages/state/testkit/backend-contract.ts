import { PIECE_BYTES_MAX } from "@tutti/runtime";
import { expect, test } from "vitest";
import {
  type AddressList,
  addressList,
  type Backend,
  DEFAULT_WORKSPACE,
  emptyState,
  encodeState,
  type JournalFile,
  type OpenedState,
  type State,
  StateFold,
  type StateHandle,
  type StateLock,
} from "../src/index.ts";
import { announced, made, sampleObject } from "./state-samples.ts";
import { added, names, unwrap } from "./stored-states.ts";

/** Storage of its own for one test, seen by two clients. */
export interface BackendWorld {
  readonly mine: Backend;
  readonly theirs: Backend;
  /** Lets whatever the backend waits for happen. */
  run<T>(promise: Promise<T>): Promise<T>;
  /** Takes the lock away from its holder, as an operator or a lost connection would; undefined where nothing can. */
  /** It keeps one state, and says so where another workspace is asked for. */
  readonly oneStateOnly?: true;
  readonly loseLock?: (handle: StateHandle, lock: StateLock) => Promise<void>;
}

/** What every backend must do. */
export function backendContract(name: string, open: () => Promise<BackendWorld>): void {
  const rule = (title: string, check: (world: BackendWorld) => Promise<void>): void =>
    test(`${name}: ${title}`, async () => check(await open()));
  const ruleOfWorkspaces = (title: string, check: (world: BackendWorld) => Promise<void>): void =>
    rule(title, (world) => (world.oneStateOnly === true ? refusesWorkspaces(world) : check(world)));

  rule("has the default workspace from the start, and it is empty", async ({ mine, run }) => {
    expect(unwrap(await run(mine.workspaces()))).toEqual([DEFAULT_WORKSPACE]);
    const opened = await read(run, mine.open(DEFAULT_WORKSPACE));
    expect(opened).toMatchObject({ existed: false, recovered: false, openIntents: [] });
    expect(opened.state.resources.size).toBe(0);
  });

  ruleOfWorkspaces(
    "lists created workspaces for everybody, the default one first, the rest by name",
    async (world) => {
      const { mine, theirs, run } = world;
      for (const workspace of ["b", "a", "zz"]) unwrap(await run(mine.createWorkspace(workspace)));
      expect(unwrap(await run(theirs.workspaces()))).toEqual([DEFAULT_WORKSPACE, "a", "b", "zz"]);
      expect((await run(theirs.createWorkspace("a"))).ok).toBe(false);
      expect((await run(theirs.createWorkspace(DEFAULT_WORKSPACE))).ok).toBe(false);
      unwrap(await run(theirs.deleteWorkspace("a")));
      expect(unwrap(await run(mine.workspaces()))).toEqual([DEFAULT_WORKSPACE, "b", "zz"]);
    },
  );

  rule("refuses to delete the default workspace, and one that is not there", async ({ mine, run }) => {
    expect((await run(mine.deleteWorkspace(DEFAULT_WORKSPACE))).ok).toBe(false);
    expect((await run(mine.deleteWorkspace("nope"))).ok).toBe(false);
  });

  ruleOfWorkspaces("refuses names that lead elsewhere", async ({ mine, run }) => {
    for (const workspace of ["", ".", "..", "a/b", "../a", "a b", "é"]) {
      expect((await run(mine.createWorkspace(workspace))).ok, workspace).toBe(false);
      expect((await run(mine.deleteWorkspace(workspace))).ok, workspace).toBe(false);
    }
  });

  ruleOfWorkspaces(
    "keeps the states of workspaces apart, and forgets a deleted one's",
    async ({ mine, theirs, run }) => {
      unwrap(await run(mine.createWorkspace("a")));
      await change(run, mine.open(DEFAULT_WORKSPACE), "x.default");
      await change(run, mine.open("a"), "x.a");
      expect(names((await read(run, theirs.open("a"))).state)).toEqual(["x.a"]);
      expect(names((await read(run, theirs.open(DEFAULT_WORKSPACE))).state)).toEqual(["x.default"]);
      unwrap(await run(mine.deleteWorkspace("a")));
      unwrap(await run(mine.createWorkspace("a")));
      expect((await read(run, theirs.open("a"))).existed).toBe(false);
    },
  );

  rule(
    "raises the serial with each change, keeps the lineage, and writes nothing for nothing",
    async (world) => {
      const { mine, theirs, run } = world;
      const first = await change(run, mine.open(DEFAULT_WORKSPACE), "x.a");
      expect(first.serial).toBe(1);
      expect(first.lineage).not.toBe("");
      const second = await change(run, theirs.open(DEFAULT_WORKSPACE), "x.b");
      expect(second).toMatchObject({ serial: 2, lineage: first.lineage });
      expect(names(second)).toEqual(["x.a", "x.b"]);
      const handle = mine.open(DEFAULT_WORKSPACE);
      const { state } = await read(run, handle);
      expect(unwrap(await run(handle.save(state))).serial).toBe(2);
      const copy = new StateFold(state).state();
      expect(unwrap(await run(handle.save(copy))).serial).toBe(2);
    },
  );

  rule("overwrites with exactly what was given", async ({ mine, theirs, run }) => {
    await change(run, mine.open(DEFAULT_WORKSPACE), "x.a");
    const given = { ...emptyState("other", "1.0.0"), serial: 41 };
    unwrap(await run(mine.open(DEFAULT_WORKSPACE).overwrite(given)));
    const { state, existed } = await read(run, theirs.open(DEFAULT_WORKSPACE));
    expect(existed).toBe(true);
    expect(encodeState(state)).toBe(encodeState(given));
  });

  rule(
    "keeps byte for byte what is longer than a piece, and overwrites it with what is shorter",
    async (world) => {
      const { mine, theirs, run } = world;
      const long = longChain("other");
      unwrap(await run(mine.open(DEFAULT_WORKSPACE).overwrite(long)));
      expect(encodeState(long).length).toBeGreaterThan(2 * PIECE_BYTES_MAX);
      const found = await read(run, theirs.open(DEFAULT_WORKSPACE));
      expect(encodeState(found.state)).toBe(encodeState(long));
      // What was read and not changed is not written; what was changed is whole.
      const handle = theirs.open(DEFAULT_WORKSPACE);
      const { state } = await read(run, handle);
      expect(unwrap(await run(handle.save(new StateFold(state).state()))).serial).toBe(long.serial);
      const saved = unwrap(await run(handle.save(added(state, "x.more"))));
      expect(encodeState((await read(run, mine.open(DEFAULT_WORKSPACE))).state)).toBe(encodeState(saved));
      const short = emptyState("other", "1.0.0");
      unwrap(await run(mine.open(DEFAULT_WORKSPACE).overwrite(short)));
      expect(encodeState((await read(run, theirs.open(DEFAULT_WORKSPACE))).state)).toBe(encodeState(short));
    },
  );

  rule(
    "finds in the journal what long lists it was told, at the cost of what is new in each",
    async (world) => {
      const { mine, theirs, run } = world;
      const killed = mine.open(DEFAULT_WORKSPACE);
      await read(run, killed);
      const journal = await begin(run, killed);
      const objects = [...longChain("l").resources.keys()].slice(-40);
      for (const address of objects) {
        const record = made(address);
        const object = sampleObject(address, { dependencies: chainBefore(address) });
        await run(journal.write(record.kind === "object" ? { ...record, object } : record, "written"));
      }
      await run(journal.write(announced("x.open")));
      await run(journal.close());
      const found = await read(run, theirs.open(DEFAULT_WORKSPACE));
      expect(names(found.state)).toEqual(objects.toSorted());
      for (const { address, instances } of found.state.resources.values())
        expect(instances.get(undefined)?.current?.dependencies).toBe(chainBefore(`x.${address.name}`));
    },
  );

  rule("finds in the journal what was not saved: results folded in, announcements open", async (world) => {
    const { mine, theirs, run } = world;
    const killed = mine.open(DEFAULT_WORKSPACE);
    await read(run, killed);
    const journal = await begin(run, killed);
    for (const record of [announced("x.a"), made("x.a"), announced("x.b")]) await run(journal.write(record));
    await run(journal.close());
    const next = theirs.open(DEFAULT_WORKSPACE);
    const found = await read(run, next);
    expect(names(found.state)).toEqual(["x.a"]);
    expect(found.recovered).toBe(true);
    expect(found.openIntents.map(({ operationId }) => operationId)).toEqual(["op-x.b"]);
    // Beginning again makes what was recovered part of the state, and keeps what is still open.
    await run((await begin(run, next)).close());
    const again = await read(run, mine.open(DEFAULT_WORKSPACE));
    expect(again).toMatchObject({ existed: true, recovered: false });
    expect(names(again.state)).toEqual(["x.a"]);
    expect(again.openIntents.map(({ operationId }) => operationId)).toEqual(["op-x.b"]);
    const last = mine.open(DEFAULT_WORKSPACE);
    const { state } = await read(run, last);
    unwrap(await run(last.save(state)));
    expect((await read(run, theirs.open(DEFAULT_WORKSPACE))).openIntents).toEqual([]);
  });

  rule("gives the lock to one at a time, tells who holds it, with numbers that grow", async (world) => {
    const { mine, theirs, run } = world;
    const first = await lock(run, mine.open(DEFAULT_WORKSPACE), "apply");
    const refused = await run(theirs.open(DEFAULT_WORKSPACE).lock({ operation: "plan", timeoutMs: 0 }));
    expect(refused.ok ? "" : refused.message).toContain(first.info.id);
    expect(refused.ok ? "" : refused.message).toMatch(/Operation:\s+apply/);
    const again = await run(mine.open(DEFAULT_WORKSPACE).lock({ operation: "plan", timeoutMs: 0 }));
    expect(again.ok).toBe(false);
    await run(first.release());
    await run(first.release());
    const second = await lock(run, theirs.open(DEFAULT_WORKSPACE), "plan");
    expect(second.fence).toBeGreaterThan(first.fence);
    expect(second.info.id).not.toBe(first.info.id);
    await run(second.release());
    const third = await lock(run, mine.open(DEFAULT_WORKSPACE), "plan");
    expect(third.fence).toBeGreaterThan(second.fence);
    await run(third.release());
  });

  ruleOfWorkspaces("locks workspaces one by one", async ({ mine, theirs, run }) => {
    unwrap(await run(mine.createWorkspace("a")));
    const one = await lock(run, mine.open(DEFAULT_WORKSPACE), "apply");
    const other = await lock(run, theirs.open("a"), "apply");
    await run(other.release());
    await run(one.release());
  });

  rule(
    "keeps the lock while the state is written, and leaves no state where none was saved",
    async (world) => {
      const { mine, theirs, run } = world;
      const handle = mine.open(DEFAULT_WORKSPACE);
      const held = await lock(run, handle, "apply");
      await change(run, handle, "x.a");
      await change(run, handle, "x.b");
      const refused = await run(theirs.open(DEFAULT_WORKSPACE).lock({ operation: "plan", timeoutMs: 0 }));
      expect(refused.ok).toBe(false);
      await run(held.release());
      expect(names((await read(run, theirs.open(DEFAULT_WORKSPACE))).state)).toEqual(["x.a", "x.b"]);
      if (world.oneStateOnly === true) return;
      unwrap(await run(mine.createWorkspace("a")));
      await run((await lock(run, mine.open("a"), "plan")).release());
      expect((await read(run, theirs.open("a"))).existed).toBe(false);
    },
  );

  rule("waits for a lock as long as it was told", async ({ mine, theirs, run }) => {
    const held = await lock(run, mine.open(DEFAULT_WORKSPACE), "apply");
    const waiting = theirs.open(DEFAULT_WORKSPACE).lock({ operation: "plan", timeoutMs: 60_000 });
    await run(held.release());
    const got = await run(waiting);
    expect(got.ok).toBe(true);
    if (got.ok) await run(got.lock.release());
  });

  rule("ends waiting for a lock when it is told to", async ({ mine, theirs, run }) => {
    const held = await lock(run, mine.open(DEFAULT_WORKSPACE), "apply");
    const stop = new AbortController();
    const request = { operation: "plan", timeoutMs: 3_600_000, signal: stop.signal };
    const waiting = theirs.open(DEFAULT_WORKSPACE).lock(request);
    stop.abort(new Error("enough"));
    expect((await run(waiting)).ok).toBe(false);
    await run(held.release());
  });

  rule("writes nothing for a holder that released its lock", async ({ mine, theirs, run }) => {
    const handle = mine.open(DEFAULT_WORKSPACE);
    const held = await lock(run, handle, "apply");
    const saved = await change(run, handle, "x.a");
    await run(held.release());
    expect((await run(handle.save(added(saved, "x.late")))).ok).toBe(false);
    expect((await run(handle.overwrite(added(saved, "x.late")))).ok).toBe(false);
    expect((await run(handle.begin())).ok).toBe(false);
    expect(names((await read(run, theirs.open(DEFAULT_WORKSPACE))).state)).toEqual(["x.a"]);
  });

  rule("refuses a stale lock's save, also when another holds the lock", async (world) => {
    const { mine, theirs, run, loseLock } = world;
    if (loseLock === undefined) return;
    await change(run, mine.open(DEFAULT_WORKSPACE), "x.a");
    const stale = mine.open(DEFAULT_WORKSPACE);
    const old = await lock(run, stale, "apply");
    const { state } = await read(run, stale);
    await run(loseLock(stale, old));
    const next = theirs.open(DEFAULT_WORKSPACE);
    const taken = await lock(run, next, "apply");
    expect(taken.fence).toBeGreaterThan(old.fence);
    const refused = await run(stale.save(added(state, "x.stale")));
    expect(refused.ok ? "" : refused.problems[0]?.summary).toBe("State lock lost");
    await change(run, next, "x.b");
    expect((await run(stale.save(added(state, "x.stale")))).ok).toBe(false);
    // What the stale holder gives back is not the lock of its successor.
    await run(old.release());
    const third = await run(mine.open(DEFAULT_WORKSPACE).lock({ operation: "plan", timeoutMs: 0 }));
    expect(third.ok).toBe(false);
    await run(taken.release());
    expect(names((await read(run, mine.open(DEFAULT_WORKSPACE))).state)).toContain("x.b");
    expect(names((await read(run, mine.open(DEFAULT_WORKSPACE))).state)).not.toContain("x.stale");
  });

  rule("refuses to begin what was not read", async ({ mine, run }) => {
    await expect(run(mine.open(DEFAULT_WORKSPACE).begin())).rejects.toThrow(/is read before/);
  });

  rule("has no lock to break under an id that nobody holds", async ({ mine, run }) => {
    expect((await run(mine.open(DEFAULT_WORKSPACE).breakLock("00000000"))).ok).toBe(false);
  });
}

type Run = BackendWorld["run"];

async function refusesWorkspaces({ mine, run }: BackendWorld): Promise<void> {
  expect(unwrap(await run(mine.workspaces()))).toEqual([DEFAULT_WORKSPACE]);
  for (const refused of [await run(mine.createWorkspace("a")), await run(mine.deleteWorkspace("a"))])
    expect(refused.ok ? "" : refused.problems[0]?.summary).toBe("Workspaces are not supported");
  expect((await run(mine.open("a").read())).ok).toBe(false);
  expect((await run(mine.open("a").lock({ operation: "plan", timeoutMs: 0 }))).ok).toBe(false);
}

const CHAIN_LENGTH = 300;

/** All of a chain that stands before it, as far as lists are sorted. */
function chainBefore(address: string): AddressList {
  const texts = Array.from({ length: Number(address.slice("x.r".length)) }, (_, n) => `x.r${n}`);
  return addressList(texts.sort());
}

/** Each object depends on all before it. */
function longChain(lineage: string): State {
  const fold = new StateFold({ ...emptyState(lineage, "1.0.0"), serial: 7 });
  for (let n = 0; n < CHAIN_LENGTH; n++) {
    const address = `x.r${n}`;
    const record = made(address);
    const object = sampleObject(address, { dependencies: chainBefore(address) });
    fold.apply(record.kind === "object" ? { ...record, object } : record);
  }
  return fold.state();
}

async function read(run: Run, handle: StateHandle): Promise<OpenedState> {
  return unwrap(await run(handle.read()));
}

async function begin(run: Run, handle: StateHandle): Promise<JournalFile> {
  return unwrap(await run(handle.begin()));
}

async function lock(run: Run, handle: StateHandle, operation: string): Promise<StateLock> {
  const result = await run(handle.lock({ operation, timeoutMs: 0 }));
  if (!result.ok) throw new Error(result.message);
  return result.lock;
}

/** Reads, journals one new object, saves. */
async function change(run: Run, handle: StateHandle, address: string): Promise<State> {
  const { state } = await read(run, handle);
  const journal = await begin(run, handle);
  await run(journal.write(announced(address)));
  await run(journal.write(made(address)));
  await run(journal.close());
  return unwrap(await run(handle.save(added(state, address))));
}
