import { parseInstance, type ResourceInstance } from "@tutti/addresses";
import { createSimulation } from "@tutti/simulation";
import { describe, expect, it } from "vitest";
import { NO_ADDRESSES } from "../../address-list.ts";
import { FileHistory } from "../../history/file-history.ts";
import type { JournalRecord } from "../../journal.ts";
import type { State } from "../../state.ts";
import { UNSEALED } from "../../state-seal.ts";
import { LocalState } from "./local-state.ts";
import { historyPath, statePaths } from "./state-paths.ts";

const READER = { name: "Tutti", version: "1.11.4" };
const PATHS = statePaths("default");
const PROVIDER = 'provider["terraform.io/builtin/terraform"]';
type Simulation = ReturnType<typeof createSimulation>;
type Host = ReturnType<Simulation["host"]>;

function openState(host: Host): LocalState {
  const history = new FileHistory(host, historyPath(PATHS.write), { versions: 0, bytes: 0 });
  return new LocalState(host, "default", PATHS, READER, { seal: UNSEALED, history });
}

function at(text: string): ResourceInstance {
  const parsed = parseInstance(text);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.value;
}

function intent(name: string): JournalRecord {
  return {
    kind: "intent",
    operationId: `op-${name}`,
    address: at(`a.${name}`),
    deposedKey: undefined,
    provider: PROVIDER,
    action: "create",
    schemaVersion: 0,
    plannedJson: "{}",
    dependencies: NO_ADDRESSES,
    createBeforeDestroy: false,
    provisioned: false,
  };
}

function result(name: string): JournalRecord {
  return {
    kind: "object",
    operationId: `op-${name}`,
    address: at(`a.${name}`),
    deposedKey: undefined,
    provider: PROVIDER,
    object: {
      status: "ready",
      schemaVersion: 0,
      attributesJson: `{"id":"${name}"}`,
      sensitivePaths: [],
      private: undefined,
      dependencies: NO_ADDRESSES,
      createBeforeDestroy: false,
    },
  };
}

/** Applies three resources, noting what was announced and what was promised to be durable. */
async function applyThree(host: Host, announced: Set<string>, durable: Set<string>): Promise<void> {
  const store = openState(host);
  const opened = await store.read();
  if (!opened.ok) throw new Error("unreadable");
  const journal = await store.begin();
  if (!journal.ok) return;
  let state: State = opened.value.state;
  for (const name of ["x", "y", "z"]) {
    await journal.value.write(intent(name));
    announced.add(name);
    await journal.value.write(result(name));
    durable.add(name);
  }
  await journal.value.close();
  const again = openState(host);
  const read = await again.read();
  if (read.ok) state = read.value.state;
  await store.save(state);
}

async function found(
  host: Host,
): Promise<{ readonly names: readonly string[]; readonly open: readonly string[] }> {
  const opened = await openState(host).read();
  if (!opened.ok) throw new Error(opened.problems.map(({ detail }) => detail).join());
  return {
    names: [...opened.value.state.resources.keys()],
    open: opened.value.openIntents.map(({ operationId }) => operationId),
  };
}

describe("LocalState", () => {
  // The disk is cut at every write there is; what was promised must be there after the restart.
  for (const after of ["kill", "power-cut"] as const) {
    it(`loses nothing when the machine stops at any write (${after})`, async () => {
      for (let write = 1; write < 60; write++) {
        const simulation = createSimulation(write);
        const host = simulation.host("a");
        const announced = new Set<string>();
        const durable = new Set<string>();
        let cut = false;
        host.disk.cutAt(write, () => {
          cut = true;
        });
        const work = applyThree(host, announced, durable).catch(() => {});
        await simulation.until(Promise.race([work, host.clock.sleep(10_000)]));
        if (!cut) return expect(durable.size).toBe(3);
        host.disk.restart(after);
        const { names, open } = await simulation.until(found(host));
        for (const name of durable) expect(names).toContain(`a.${name}`);
        for (const name of announced)
          if (!durable.has(name))
            expect([...names, ...open.map((id) => id.replace("op-", "a."))]).toContain(`a.${name}`);
      }
      throw new Error("the disk was never left uncut");
    });
  }

  it("says that the disk is full, keeps the old state, and saves once there is room", async () => {
    const simulation = createSimulation(1);
    const host = simulation.host("a");
    const store = openState(host);
    await simulation.until(store.read());
    const journal = await simulation.until(store.begin());
    if (!journal.ok) throw new Error("no journal");
    await simulation.until(journal.value.write(result("x")));
    host.disk.failFrom(1, "ENOSPC");
    await expect(simulation.until(journal.value.write(result("y")))).rejects.toMatchObject({
      code: "ENOSPC",
    });
    const read = await simulation.until(openState(host).read());
    expect(read.ok && [...read.value.state.resources.keys()]).toEqual(["a.x"]);
    const refused = await simulation.until(store.save(read.ok ? read.value.state : (undefined as never)));
    expect(refused.ok ? "" : refused.problems[0]?.detail).toMatch(/^No space is left on the disk/);
    host.disk.mend();
    const saved = await simulation.until(store.save(read.ok ? read.value.state : (undefined as never)));
    expect(saved.ok).toBe(true);
  });

  it("never overwrites a file that it cannot read", async () => {
    const simulation = createSimulation(1);
    const host = simulation.host("a");
    await simulation.until(host.disk.writeFile("terraform.tfstate", "{ broken"));
    const store = openState(host);
    expect((await simulation.until(store.read())).ok).toBe(false);
    await expect(simulation.until(store.begin())).rejects.toThrow();
    expect(await simulation.until(host.disk.readText("terraform.tfstate"))).toBe("{ broken");
  });
});

describe("LocalState.lock()", () => {
  it("names the holder to whoever comes second, and gives way after release", async () => {
    const simulation = createSimulation(1);
    const host = simulation.host("a");
    const request = { operation: "OperationTypeApply", timeoutMs: 0 };
    const first = await simulation.until(openState(host).lock(request));
    if (!first.ok) throw new Error(first.message);
    const second = await simulation.until(openState(host).lock(request));
    expect(second.ok ? "" : second.message).toMatch(
      /^resource temporarily unavailable\nLock Info:\n {2}ID: {8}[0-9a-f-]+\n {2}Path: {6}terraform.tfstate\n/,
    );
    const waiting = openState(host).lock({ ...request, timeoutMs: 60_000 });
    await simulation.run(1_000);
    await simulation.until(first.lock.release());
    const third = await simulation.until(waiting);
    expect(third.ok).toBe(true);
  });
});
