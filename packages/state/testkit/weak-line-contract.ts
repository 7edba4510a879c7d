import type { ConnectTarget } from "@tutti/runtime";
import { expect, onTestFinished, test } from "vitest";
import {
  type Backend,
  DEFAULT_WORKSPACE,
  type State,
  type StateHandle,
  type StateLock,
} from "../src/index.ts";
import { announced, made } from "./state-samples.ts";
import { added, names, stateOf, told, unwrap } from "./stored-states.ts";
import { createWeakLine, type WeakLine } from "./weak-line.ts";

/** Storage of its own for one test, seen by two clients over the same line. */
interface WeakClients {
  readonly mine: Backend;
  readonly theirs: Backend;
  /** What fails once is asked for again: then one cut is not seen. */
  readonly asksAgain: boolean;
  /** Each cut comes so many times later than the one before; 4 where it is left out. */
  readonly growth?: number;
}

interface WeakWorld extends WeakClients {
  readonly line: WeakLine;
}

/** Beyond so many bytes nothing here is sent. */
const BYTES_MAX = 1 << 20;
const CUT_STEP = 60;
/** Many small commands one after the other, on a machine that may have much else to do. */
const RULE_MS_MAX = 300_000;

/** What every backend on a server must do on a bad day: nothing is lost, one problem is told, and there is a way on. */
export function weakLineContract(
  name: string,
  target: () => ConnectTarget,
  open: (line: WeakLine) => WeakClients,
): void {
  const rule = (title: string, check: (world: WeakWorld) => Promise<void>): void =>
    test(`${name} on a weak line: ${title}`, { timeout: RULE_MS_MAX }, async () => {
      const line = await createWeakLine(target());
      onTestFinished(() => line.close());
      await check({ ...open(line), line });
    });

  rule("a state is read whole, or it is told once why not, wherever the line is cut", async (world) => {
    const { mine, theirs, line } = world;
    await applied(theirs, "x.a");
    await everywhere(world, async (cut, isSeen) => {
      const handle = mine.open(DEFAULT_WORKSPACE);
      cut();
      const read = await handle.read();
      line.heal();
      if (read.ok) expect(names(read.value.state)).toEqual(["x.a"]);
      else expectOne(told(read), /^Error loading state: /);
      expect(isSeen() || read.ok).toBe(true);
    });
  });

  rule(
    "what was made is in the state or in the journal, wherever the line is cut in a save",
    async (world) => {
      const { mine, theirs, line } = world;
      const all: string[] = [];
      await everywhere(world, async (cut, isSeen) => {
        const address = `x.r${100 + all.length}`;
        all.push(address);
        const handle = mine.open(DEFAULT_WORKSPACE);
        const held = await lock(handle);
        const state = await journalled(handle, address);
        cut();
        const saved = await handle.save(state);
        line.heal();
        if (!saved.ok) expectOne(told(saved), /^(Failed to save state|State lock lost): .*errored\.tfstate/);
        expect(isSeen() || saved.ok).toBe(true);
        await held.release();
        const found = unwrap(await theirs.open(DEFAULT_WORKSPACE).read());
        expect(names(found.state)).toEqual(all);
        expect(found.openIntents).toEqual([]);
        if (!saved.ok) await finished(theirs);
        expect(unwrap(await theirs.open(DEFAULT_WORKSPACE).read())).toMatchObject({ recovered: false });
      });
      expect(all.length).toBeGreaterThan(10);
    },
  );

  rule("a lock is taken or can be given back by its ID, wherever the line is cut", async (world) => {
    const { mine, theirs, line } = world;
    await applied(theirs, "x.a");
    await everywhere(world, async (cut, isSeen) => {
      const handle = mine.open(DEFAULT_WORKSPACE);
      cut();
      const taken = await handle.lock({ operation: "OperationTypeApply", timeoutMs: 0 });
      line.heal();
      if (taken.ok) await taken.lock.release();
      else expect(taken.message).not.toMatch(/undefined|\n {4}at /);
      expect(isSeen() || taken.ok).toBe(true);
      await (await lockAfter(theirs)).release();
    });
  });

  rule("a lock that cannot be given back is told with its ID", async (world) => {
    const { mine, theirs, line } = world;
    await applied(theirs, "x.a");
    await everywhere(world, async (cut, isSeen) => {
      const held = await lock(mine.open(DEFAULT_WORKSPACE));
      cut();
      const problem = await held.release().then(
        () => undefined,
        (error: unknown) => String(error),
      );
      line.heal();
      if (problem !== undefined) expect(problem).toContain(`force-unlock ${held.info.id}`);
      expect(isSeen() || problem === undefined).toBe(true);
      await (await lockAfter(theirs)).release();
    });
  });

  rule("a holder that died before it wrote leaves its journal, and writes nothing later", async (world) => {
    const { mine, theirs } = world;
    await applied(theirs, "x.a");
    const dead = mine.open(DEFAULT_WORKSPACE);
    await lock(dead);
    const state = await journalled(dead, "x.b");
    await died(world);
    const next = theirs.open(DEFAULT_WORKSPACE);
    const taken = await lockAfter(theirs, next);
    const { state: found, recovered } = unwrap(await next.read());
    expect([names(found), recovered]).toEqual([["x.a", "x.b"], true]);
    await unwrap(await next.begin()).close();
    unwrap(await next.save(added(found, "x.c")));
    expectOne(told(await dead.save(state)), /^State (lock lost|was changed meanwhile): /);
    await taken.release();
    expect(names(await stateOf(theirs.open(DEFAULT_WORKSPACE)))).toEqual(["x.a", "x.b", "x.c"]);
  });

  rule("a holder that died after it wrote keeps nobody out for good", async (world) => {
    const { mine, theirs } = world;
    const dead = mine.open(DEFAULT_WORKSPACE);
    const held = await lock(dead);
    unwrap(await dead.save(await journalled(dead, "x.a")));
    await died(world);
    const taken = await lockAfter(theirs);
    expect(taken.fence).toBeGreaterThan(held.fence);
    expect(names(await stateOf(theirs.open(DEFAULT_WORKSPACE)))).toEqual(["x.a"]);
    await taken.release();
  });
}

/** Plays with the line cut behind ever more bytes, in both ways, once and for good, until a cut is not reached. */
async function everywhere(
  { line, asksAgain, growth = 4 }: WeakWorld,
  play: (cut: () => void, isSeen: () => boolean) => Promise<void>,
): Promise<void> {
  for (const way of ["up", "down"] as const)
    for (const how of ["once", "always"] as const)
      for (let after = 0; after < BYTES_MAX; after = Math.ceil(after * growth) + CUT_STEP) {
        const cut = (): void => line.cut(way, after, how);
        await play(cut, () => line.hasCut && !(asksAgain && how === "once"));
        if (!line.hasCut) break;
      }
}

/** A process dies, and its connections with it. Both clients are of one process here, so the other one meets that end, too. */
async function died({ theirs, line }: WeakWorld): Promise<void> {
  line.drop();
  await theirs.open(DEFAULT_WORKSPACE).read();
}

function expectOne(problems: readonly string[], words: RegExp): void {
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(words);
  expect(problems[0]).not.toMatch(/undefined|\n {4}at /);
}

/** A server may see a while later that a connection was cut, whose lock it holds until then. */
const SEEN_MS_MAX = 30_000;

async function lock(handle: StateHandle): Promise<StateLock> {
  const taken = await handle.lock({ operation: "OperationTypeApply", timeoutMs: SEEN_MS_MAX });
  if (!taken.ok) throw new Error(taken.message);
  return taken.lock;
}

/** The lock of another client, by force where somebody still holds it. */
async function lockAfter(backend: Backend, handle = backend.open(DEFAULT_WORKSPACE)): Promise<StateLock> {
  const taken = await handle.lock({ operation: "OperationTypeApply", timeoutMs: 2_000 });
  if (taken.ok) return taken.lock;
  const [, id = ""] = /ID: +(\S+)/.exec(taken.message) ?? [];
  unwrap(await handle.breakLock(id));
  return lock(handle);
}

/** Reads, and has made one object: the state that is to be saved. */
async function journalled(handle: StateHandle, address: string): Promise<State> {
  const { state } = unwrap(await handle.read());
  const journal = unwrap(await handle.begin());
  for (const record of [announced(address), made(address)]) await journal.write(record);
  await journal.close();
  return added(state, address);
}

async function applied(backend: Backend, address: string): Promise<void> {
  const handle = backend.open(DEFAULT_WORKSPACE);
  const held = await lock(handle);
  unwrap(await handle.save(await journalled(handle, address)));
  await held.release();
}

/** The next command: what the journal has becomes part of the state. */
async function finished(backend: Backend): Promise<void> {
  const handle = backend.open(DEFAULT_WORKSPACE);
  const held = await lock(handle);
  unwrap(await handle.read());
  await unwrap(await handle.begin()).close();
  const { state } = unwrap(await handle.read());
  unwrap(await handle.save(state));
  await held.release();
}
