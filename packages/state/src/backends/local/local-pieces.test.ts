import { createSimulation, type SimulatedHost } from "@tutti/simulation";
import { describe, expect, it } from "vitest";
import { announced, made, sampleObject } from "../../../testkit/state-samples.ts";
import type { OpenedState, StateHandle } from "../../backend.ts";
import { StateFold } from "../../fold.ts";
import { encodeState } from "../../format4-write.ts";
import type { JournalRecord } from "../../journal.ts";
import type { State } from "../../state.ts";
import { createLocalBackend } from "./local-backend.ts";

/** State files of several pieces, whose writing can stop between any two of them. */

const READER = { name: "Tutti", version: "1.11.4" };
const STATE = "/terraform.tfstate";
const BACKUP = `${STATE}.backup`;

/** One piece is 256 KB. */
function large(address: string): JournalRecord {
  const object = sampleObject(address, { attributesJson: JSON.stringify({ id: address.repeat(40_000) }) });
  const record = made(address);
  return record.kind === "object" ? { ...record, object } : record;
}

function open(host: SimulatedHost): StateHandle {
  return createLocalBackend(host, READER, { path: STATE }).open("default");
}

async function read(handle: StateHandle): Promise<OpenedState> {
  const opened = await handle.read();
  if (!opened.ok) throw new Error(opened.problems.map(({ detail }) => detail).join());
  return opened.value;
}

function withRecord(state: State, record: JournalRecord): State {
  const fold = new StateFold(state);
  fold.apply(record);
  return fold.state();
}

/** A machine with a saved state of three pieces, and the text of it. */
async function createHost(seed: number) {
  const simulation = createSimulation(seed);
  const host = simulation.host("a");
  const handle = open(host);
  const { state } = await simulation.until(read(handle));
  const saved = await simulation.until(
    handle.save(withRecord(withRecord(state, large("x.a")), large("x.b"))),
  );
  if (!saved.ok) throw new Error("not saved");
  return { simulation, host, before: encodeState(saved.value) };
}

/** Adds a large object under a lock, as an apply does. */
async function apply(host: SimulatedHost, durable: Set<string>): Promise<boolean> {
  const handle = open(host);
  const lock = await handle.lock({ operation: "apply", timeoutMs: 0 });
  if (!lock.ok) return false;
  const { state } = await read(handle);
  const journal = await handle.begin();
  if (!journal.ok) return false;
  try {
    await journal.value.write(announced("x.c"));
    await journal.value.write(large("x.c"));
    durable.add("x.c");
  } finally {
    await journal.value.close();
  }
  const saved = await handle.save(withRecord(state, large("x.c")));
  await lock.lock.release();
  return saved.ok;
}

function textAt(host: SimulatedHost, path: string): string | undefined {
  const bytes = host.disk.files().get(path);
  return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
}

/** The state is as it was or as it became, the backup as it was, and nothing durable is lost. */
async function expectWhole(host: SimulatedHost, before: string, durable: ReadonlySet<string>): Promise<void> {
  const text = textAt(host, STATE) ?? "";
  if (text !== before) expect(text.match(/"serial": \d+|"type": "x",\n *"name": "."/g)).toHaveLength(4);
  expect([undefined, before]).toContain(textAt(host, BACKUP));
  const { state } = await read(open(host));
  expect([...state.resources.keys()]).toEqual(expect.arrayContaining(["x.a", "x.b", ...durable]));
}

/** Does it once for each write at which it can be disturbed, until one run is not. */
async function atEachWrite(
  disturb: (host: SimulatedHost, write: number, note: () => void) => void,
  check: (host: SimulatedHost, before: string, durable: ReadonlySet<string>) => Promise<void>,
): Promise<number> {
  for (let write = 1; write < 200; write++) {
    const { simulation, host, before } = await createHost(write);
    const durable = new Set<string>();
    let disturbed = false;
    disturb(host, write, () => {
      disturbed = true;
    });
    const work = apply(host, durable).catch(() => false);
    const ended = await simulation.until(Promise.race([work, host.clock.sleep(10_000)]));
    if (ended === true && !disturbed) return write - 1;
    await simulation.until(check(host, before, durable));
  }
  throw new Error("it was disturbed at every write");
}

describe("a state of several pieces", () => {
  it.each(["kill", "power-cut"] as const)(
    "is whole when the machine stops at any write (%s)",
    async (after) => {
      const writes = await atEachWrite(
        (host, write, note) => host.disk.cutAt(write, note),
        async (host, before, durable) => {
          host.disk.restart(after);
          await expectWhole(host, before, durable);
          // The next one goes on from there, and leaves nothing half-written behind.
          const handle = open(host);
          await read(handle);
          const journal = await handle.begin();
          if (journal.ok) await journal.value.close();
          expect([...host.disk.files().keys()].filter((path) => path.endsWith(".tmp"))).toEqual([]);
        },
      );
      // Both files are written in pieces.
      expect(writes).toBeGreaterThan(15);
    },
  );

  it("is whole when the disk is full at any write, and is saved once there is room", async () => {
    await atEachWrite(
      (host, write) => host.disk.failFrom(write, "ENOSPC"),
      async (host, before, durable) => {
        await expectWhole(host, before, durable);
        expect([...host.disk.files().keys()].filter((path) => path.endsWith(".tmp"))).toEqual([]);
        host.disk.mend();
        const handle = open(host);
        const { state } = await read(handle);
        expect((await handle.save(withRecord(state, large("x.c")))).ok).toBe(true);
        expect([...(await read(open(host))).state.resources.keys()]).toEqual(["x.a", "x.b", "x.c"]);
      },
    );
  });

  it("is backed up byte for byte", async () => {
    const { simulation, host, before } = await createHost(1);
    await simulation.until(apply(host, new Set()));
    expect(textAt(host, BACKUP)).toBe(before);
  });

  it("is read once for a lock and what follows, if it was not written just before", async () => {
    const { simulation, host } = await createHost(1);
    let readings = 0;
    const readPieces: typeof host.disk.readPieces = (path) => {
      readings += 1;
      return host.disk.readPieces(path);
    };
    const handle = open({ ...host, disk: { ...host.disk, readPieces } });
    const twice = async (): Promise<number> => {
      readings = 0;
      await simulation.until(read(handle));
      await simulation.until(read(handle));
      return readings;
    };
    // The time of a file that was written at a whole second may be all that its file system knows.
    const modified = (await simulation.until(host.disk.stat(STATE)))?.modifiedMs ?? 0;
    expect(modified % 1_000).toBe(0);
    expect(await twice()).toBe(2);
    await simulation.run(1_900 - (host.clock.now() - modified));
    expect(await twice()).toBe(2);
    await simulation.run(200);
    expect(await twice()).toBe(1);
    await simulation.run(500);
    await simulation.until(apply(host, new Set()));
    expect(((await simulation.until(host.disk.stat(STATE)))?.modifiedMs ?? 0) % 1_000).not.toBe(0);
    expect(await twice()).toBe(2);
    await simulation.run(200);
    expect(await twice()).toBe(1);
    expect([...(await simulation.until(read(handle))).state.resources.keys()]).toContain("x.c");
  });
});
