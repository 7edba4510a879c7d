import { RuntimeError as Failure, type RuntimeError } from "@tutti/runtime";
import { createSimulation, type SimulatedHost } from "@tutti/simulation";
import { expect, test } from "vitest";
import { createMemoryStorage, type MemoryStorage } from "../../testkit/memory-storage.ts";
import { announced, made } from "../../testkit/state-samples.ts";
import { added, names, READER, told, unwrap } from "../../testkit/stored-states.ts";
import type { StateHandle } from "../backend.ts";
import { decodeState } from "../format4-read.ts";
import { encodeState } from "../format4-write.ts";
import type { State } from "../state.ts";
import { UNSEALED } from "../state-seal.ts";
import { createRemoteBackend } from "./remote-backend.ts";

const DIRECTORY = "work";

interface World {
  readonly storage: MemoryStorage;
  readonly host: SimulatedHost;
  open(directory?: string): StateHandle;
  run<T>(promise: Promise<T>): Promise<T>;
  /** What lies in the working directory. */
  files(): Promise<readonly string[]>;
}

function world(): World {
  const simulation = createSimulation(1);
  const host = simulation.host("a");
  const storage = createMemoryStorage();
  return {
    storage,
    host,
    open: (directory = DIRECTORY) =>
      createRemoteBackend(storage, { runtime: host, reader: READER, seal: UNSEALED, directory }).open(
        "default",
      ),
    run: (promise) => simulation.until(promise),
    files: async () =>
      (await host.disk.stat(DIRECTORY)) === undefined
        ? []
        : (await simulation.until(host.disk.list(DIRECTORY))).map(({ name }) => name),
  };
}

const refusal = (): RuntimeError => new Failure("EREMOTE", "memory default", "HTTP error: 503");

/** Locks, reads, and has made one object when the state is to be saved. */
async function applied({ run }: World, handle: StateHandle, address: string): Promise<State> {
  const lock = await run(handle.lock({ operation: "OperationTypeApply", timeoutMs: 0 }));
  if (!lock.ok) throw new Error(lock.message);
  const { state } = unwrap(await run(handle.read()));
  const journal = unwrap(await run(handle.begin()));
  await run(journal.write(announced(address)));
  await run(journal.write(made(address)));
  await run(journal.close());
  return added(state, address);
}

const JOURNAL = /^\.terraform\.tfstate\.[0-9a-f]{16}\.journal$/;

test("a save that the server refuses leaves journal and errored.tfstate, and the next command has it all", async () => {
  const it = world();
  const handle = it.open();
  const state = await applied(it, handle, "x.a");
  it.storage.onCall = (call) => {
    if (call === "write") throw refusal();
  };
  const [problem] = told(await it.run(handle.save(state)));
  expect(problem).toMatch(
    /^Failed to save state: memory default: HTTP error: 503\. What was done is in work\/\.terraform\.tfstate\.[0-9a-f]+\.journal, and the next command that locks the state takes it from there\. The state is also in work\/errored\.tfstate: "<tutti> state push work\/errored\.tfstate" stores it by hand\.$/,
  );
  expect(await it.files()).toEqual([expect.stringMatching(JOURNAL), "errored.tfstate"]);
  const errored = unwrap(decodeState(await it.host.disk.readText("work/errored.tfstate"), READER));
  expect(errored.serial).toBe(1);
  it.storage.onCall = () => {};
  const again = unwrap(await it.run(it.open().read()));
  expect(names(again.state)).toEqual(["x.a"]);
  expect(again).toMatchObject({ recovered: true, openIntents: [] });
  // Pushing by hand ends the journal as well.
  expect(unwrap(await it.run(it.open().overwrite(errored))).serial).toBe(1);
  expect(await it.files()).toEqual(["errored.tfstate"]);
  expect(unwrap(await it.run(it.open().read()))).toMatchObject({ recovered: false, state: { serial: 1 } });
});

test("no errored.tfstate where nothing was applied", async () => {
  const it = world();
  const handle = it.open();
  const { state } = unwrap(await it.run(handle.read()));
  it.storage.onCall = () => {
    throw refusal();
  };
  expect(told(await it.run(handle.save(added(state, "x.a"))))).toEqual([
    "Failed to save state: memory default: HTTP error: 503.",
  ]);
  expect(await it.files()).toEqual([]);
});

test("a write whose answer was lost counts as written", async () => {
  const it = world();
  const handle = it.open();
  const state = await applied(it, handle, "x.a");
  it.storage.onCall = (call) => {
    if (call === "written") throw new Failure("ECONNRESET", "memory default", "read ECONNRESET");
  };
  expect(unwrap(await it.run(handle.save(state))).serial).toBe(1);
  expect(await it.files()).toEqual([]);
  // And goes on from there.
  it.storage.onCall = () => {};
  expect(unwrap(await it.run(handle.save(added(state, "x.b")))).serial).toBe(2);
});

test("what somebody pushed meanwhile is not written over; what was done stays in the journal", async () => {
  const it = world();
  const unlocked = it.open();
  unwrap(await it.run(unlocked.read()));
  const { state } = unwrap(await it.run(unlocked.read()));
  const journal = unwrap(await it.run(unlocked.begin()));
  await it.run(journal.write(made("x.mine")));
  await it.run(journal.close());
  const other = it.open("elsewhere");
  const theirs = unwrap(await it.run(other.read())).state;
  unwrap(await it.run(other.save(added(theirs, "x.theirs"))));
  const before = it.storage.stored.get("default");
  const [problem] = told(await it.run(unlocked.save(added(state, "x.mine"))));
  expect(problem).toMatch(
    /^State was changed meanwhile: Somebody else wrote memory default after it was read/,
  );
  expect(it.storage.stored.get("default")).toBe(before);
  expect(await it.files()).toEqual([expect.stringMatching(JOURNAL), "errored.tfstate"]);
});

test("the journal of a killed apply is found again at its own place only", async () => {
  const it = world();
  await applied(it, it.open(), "x.a");
  expect(await it.files()).toEqual([expect.stringMatching(JOURNAL)]);
  const elsewhere = createRemoteBackend(it.storage, {
    runtime: it.host,
    reader: READER,
    seal: UNSEALED,
    directory: DIRECTORY,
  }).open("other");
  expect(names(unwrap(await it.run(elsewhere.read())).state)).toEqual([]);
  const found = it.open();
  expect(names(unwrap(await it.run(found.read())).state)).toEqual(["x.a"]);
  it.storage.loseLock("default");
  await it.run(found.lock({ operation: "apply", timeoutMs: 0 }));
  // A killed begin: what was recovered is stored before the journal is begun anew.
  unwrap(await it.run(found.begin()));
  expect(names(unwrap(await it.run(it.open().read())).state)).toEqual(["x.a"]);
});

test("everything stored is sealed, and what a failed save leaves is too", async () => {
  const it = world();
  const flip = function* (pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>) {
    for (const piece of Array.isArray(pieces)
      ? pieces
      : [...(pieces as Iterable<Uint8Array>)].map((p) => p.slice()))
      yield piece.map((byte: number) => byte ^ 0xff);
  };
  const sealed = createRemoteBackend(it.storage, {
    runtime: it.host,
    reader: READER,
    seal: { ...UNSEALED, seal: flip, unseal: flip },
    directory: DIRECTORY,
  });
  const handle = sealed.open("default");
  const state = await applied(it, handle, "x.a");
  const saved = unwrap(await it.run(handle.save(state)));
  const bytes = it.storage.stored.get("default")?.bytes ?? new Uint8Array();
  expect(Buffer.from(bytes).toString("latin1")).not.toContain("lineage");
  expect(encodeState(unwrap(await it.run(sealed.open("default").read())).state)).toBe(encodeState(saved));
  const unsealed = told(await it.run(it.open().read()));
  expect(unsealed[0]).toMatch(/^Unsupported state file format: .*\(memory default\)$/);
});

test("a server that does not answer is told as a failed lock at once, however long was to be waited", async () => {
  const it = world();
  it.storage.onCall = (call) => {
    if (call === "take") throw new Failure("ECONNREFUSED", "memory default", "connect ECONNREFUSED");
  };
  const result = await it.run(it.open().lock({ operation: "plan", timeoutMs: 3_600_000 }));
  expect(result).toEqual({
    ok: false,
    hopeless: true,
    message:
      "memory default: nobody listens there (connection refused); is the server running, and is the address right?",
  });
});

test("a lock is broken by its ID alone", async () => {
  const it = world();
  const lock = await it.run(it.open().lock({ operation: "plan", timeoutMs: 0 }));
  const id = lock.ok ? lock.lock.info.id : "";
  expect(told(await it.run(it.open().breakLock("nope")))).toEqual([
    'Failed to unlock state: lock id "nope" does not match existing lock',
  ]);
  unwrap(await it.run(it.open().breakLock(id)));
  expect((await it.run(it.open().lock({ operation: "plan", timeoutMs: 0 }))).ok).toBe(true);
});

test("a lock that the server does not take back is told with its ID, and asked for once", async () => {
  const it = world();
  const lock = await it.run(it.open().lock({ operation: "plan", timeoutMs: 0 }));
  if (!lock.ok) throw new Error(lock.message);
  let asked = 0;
  it.storage.onCall = (call) => {
    if (call !== "release") return;
    asked += 1;
    throw refusal();
  };
  const words = `memory default: HTTP error: 503.\n\nThe lock may still be there, and then whoever comes next is kept out. Give it back by hand once nobody works on the state:\n    <tutti> force-unlock ${lock.lock.info.id}`;
  for (const _ of [1, 2])
    await expect(it.run(lock.lock.release())).rejects.toMatchObject({ code: "EUNLOCK", message: words });
  expect(asked).toBe(1);
});

test("a lock whose release fails for no reason of the world is a bug", async () => {
  const it = world();
  const lock = await it.run(it.open().lock({ operation: "plan", timeoutMs: 0 }));
  if (!lock.ok) throw new Error(lock.message);
  it.storage.onCall = () => {
    throw new TypeError("a bug");
  };
  await expect(it.run(lock.lock.release())).rejects.toThrow(/^a bug$/);
});

test("a journal that is damaged stops the reading, and is left", async () => {
  const it = world();
  await applied(it, it.open(), "x.a");
  const [name = ""] = await it.files();
  const text = await it.run(it.host.disk.readText(`${DIRECTORY}/${name}`));
  await it.run(it.host.disk.writeFile(`${DIRECTORY}/${name}`, text.replace("x.a", "x.b")));
  it.storage.loseLock("default");
  const handle = it.open();
  expect(told(await it.run(handle.read()))[0]).toMatch(/^The state's journal is damaged: /);
  await expect(it.run(handle.begin())).rejects.toThrow(/is read before/);
  expect(await it.files()).toEqual([name]);
});

test("a second try that meets its own work counts as written", async () => {
  const it = world();
  const handle = it.open();
  const state = await applied(it, handle, "x.a");
  let first = true;
  it.storage.onCall = (call) => {
    if (call !== "written" || !first) return;
    first = false;
    // As storage that sends again by itself: what lies there now is no longer what was read.
    throw new SentAgain();
  };
  const { open } = it.storage;
  it.storage.open = (workspace) => {
    const slot = open(workspace);
    return {
      ...slot,
      write: (...args) =>
        slot.write(...args).catch((error: unknown) => {
          if (error instanceof SentAgain) return slot.write(...args);
          throw error;
        }),
    };
  };
  const again = it.open();
  unwrap(await it.run(again.read()));
  it.storage.loseLock("default");
  expect(unwrap(await it.run(again.save(state))).serial).toBe(1);
  expect(first).toBe(false);
});

class SentAgain extends Error {}

test("says that the lock was lost also where nothing is to be saved", async () => {
  const it = world();
  const handle = it.open();
  const state = await applied(it, handle, "x.a");
  unwrap(await it.run(handle.save(state)));
  it.storage.loseLock("default");
  const { state: same } = unwrap(await it.run(handle.read()));
  expect(told(await it.run(handle.save(same)))[0]).toMatch(/^State lock lost: /);
});

test("what keeps a state from being read, begun or written is told, and what is a bug is thrown on", async () => {
  const it = world();
  const handle = it.open();
  const { state } = unwrap(await it.run(handle.read()));
  it.storage.onCall = () => {
    throw refusal();
  };
  expect(told(await it.run(it.open().read()))).toEqual([
    "Error loading state: memory default: HTTP error: 503.",
  ]);
  it.storage.onCall = () => {};
  it.host.disk.failFrom(1, "ENOSPC");
  const begun = told(await it.run(handle.begin()));
  expect(begun).toEqual(["Failed to open the state's journal: work: no space is left on the disk."]);
  it.host.disk.mend();
  it.storage.onCall = (call) => {
    if (call === "write") throw new TypeError("a bug");
  };
  await expect(it.run(handle.save(added(state, "x.a")))).rejects.toThrow("a bug");
});

test("a state that is stored while its journal cannot be removed is told as not saved", async () => {
  const it = world();
  const handle = it.open();
  const state = await applied(it, handle, "x.a");
  it.storage.onCall = (call) => {
    if (call === "written") it.host.disk.failFrom(1, "EROFS");
  };
  expect(told(await it.run(handle.save(state)))[0]).toMatch(/^Failed to save state: .*\.journal: /);
  expect(it.storage.stored.has("default")).toBe(true);
});

test("where neither the server nor the disk takes the state, the journal alone is named", async () => {
  const it = world();
  const handle = it.open();
  const state = await applied(it, handle, "x.a");
  it.storage.onCall = (call) => {
    if (call !== "write") return;
    it.host.disk.failFrom(1, "ENOSPC");
    throw refusal();
  };
  const [problem = ""] = told(await it.run(handle.save(state)));
  expect(problem).toMatch(/HTTP error: 503\. What was done is in .*\.journal, .* takes it from there\.$/);
  expect(problem).not.toContain("errored.tfstate");
});

test("a lock that cannot be broken is told with why", async () => {
  const it = world();
  const { open } = it.storage;
  const broken = async (): Promise<never> => {
    throw refusal();
  };
  it.storage.open = (workspace) => {
    const slot = open(workspace);
    return { ...slot, locking: { take: broken, force: broken } };
  };
  expect(told(await it.run(it.open().breakLock("x")))).toEqual([
    "Failed to unlock state: memory default: HTTP error: 503.",
  ]);
  it.storage.open = (workspace) => ({ ...open(workspace), locking: undefined });
  expect(told(await it.run(it.open().breakLock("x")))).toEqual([
    "Failed to unlock state: memory default has no locks as it is set up, so there is none to give back.",
  ]);
});
