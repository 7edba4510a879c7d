import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRealRuntime, RuntimeError } from "@tutti/runtime";
import { createSimulation, type SimulatedHost } from "@tutti/simulation";
import { afterAll, describe, expect, it } from "vitest";
import { announced, made } from "../../../testkit/state-samples.ts";
import type { FileFlags, StateHandle } from "../../backend.ts";
import { StateFold } from "../../fold.ts";
import type { State } from "../../state.ts";
import { emptyState } from "../../state.ts";
import { createLocalBackend } from "./local-backend.ts";

const READER = { name: "Tutti", version: "1.11.4" };
const folder = mkdtempSync(join(tmpdir(), "tutti-files-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let count = 0;
function place(): string {
  count += 1;
  const at = join(folder, String(count));
  mkdirSync(at);
  return join(at, "terraform.tfstate");
}

function open(path: string): StateHandle {
  return createLocalBackend(createRealRuntime(), READER, { path }).open("default");
}

function withObject(state: State, address: string): State {
  const fold = new StateFold(state);
  fold.apply(made(address));
  return fold.state();
}

/** Adds an object to what is there. */
async function change(handle: StateHandle, address: string): Promise<void> {
  const opened = await handle.read();
  if (!opened.ok) throw new Error("unreadable");
  const saved = await handle.save(withObject(opened.value.state, address));
  if (!saved.ok) throw new Error("not saved");
}

const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8);

describe("files of a local state", () => {
  it("keep the mode of the state, the backup too; journal and lock's info are for the owner alone", async () => {
    const path = place();
    await change(open(path), "x.a");
    expect(modeOf(path)).toBe((0o666 & ~process.umask()).toString(8));
    chmodSync(path, 0o600);
    writeFileSync(`${path}.backup`, "", { mode: 0o666 });
    const handle = open(path);
    const lock = await handle.lock({ operation: "apply", timeoutMs: 0 });
    await change(handle, "x.b");
    const journal = await handle.begin();
    expect(["", ".backup"].map((end) => modeOf(`${path}${end}`))).toEqual(["600", "600"]);
    const hidden = readdirSync(join(path, "..")).filter((name) => name.startsWith("."));
    expect(hidden).toEqual([".terraform.tfstate.journal", ".terraform.tfstate.lock.info"]);
    for (const name of hidden) expect(modeOf(join(path, "..", name))).toBe("600");
    if (journal.ok) await journal.value.close();
    if (lock.ok) await lock.lock.release();
    expect(readdirSync(join(path, ".."))).not.toContain(".terraform.tfstate.lock.info");
  });

  it("stay links where they are links, under a lock or none", async () => {
    const path = place();
    const real = join(path, "..", "elsewhere", "state");
    mkdirSync(join(real, ".."));
    symlinkSync(join("elsewhere", "state"), path);
    await change(open(path), "x.a");
    const handle = open(path);
    const lock = await handle.lock({ operation: "apply", timeoutMs: 0 });
    await change(handle, "x.b");
    expect(lstatSync(path).isSymbolicLink()).toBe(true);
    expect(lstatSync(real).isFile()).toBe(true);
    expect(JSON.parse(readFileSync(real, "utf8")).resources).toHaveLength(2);
    expect((await open(path).lock({ operation: "plan", timeoutMs: 0 })).ok).toBe(false);
    if (lock.ok) await lock.lock.release();
    expect(readFileSync(path, "utf8")).toBe(readFileSync(real, "utf8"));
  });

  it("are backed up once a handle: as they were before its first write", async () => {
    const path = place();
    await change(open(path), "x.a");
    expect(readdirSync(join(path, ".."))).toEqual(["terraform.tfstate"]);
    const before = readFileSync(path, "utf8");
    const handle = open(path);
    await change(handle, "x.b");
    await change(handle, "x.c");
    expect(readFileSync(`${path}.backup`, "utf8")).toBe(before);
    const last = readFileSync(path, "utf8");
    await change(open(path), "x.c");
    expect(readFileSync(path, "utf8")).toBe(last);
    expect(readFileSync(`${path}.backup`, "utf8")).toBe(before);
  });

  it("lose what a killed process left half-written, but not what a living one writes", async () => {
    const path = place();
    await change(open(path), "x.a");
    const at = join(path, "..");
    const names = [
      ".terraform.tfstate.999999999.1.tmp",
      ".terraform.tfstate.backup.999999999.2.tmp",
      "..terraform.tfstate.journal.999999999.3.tmp",
      `.terraform.tfstate.${process.pid}.77.tmp`,
      ".other.999999999.1.tmp",
    ];
    for (const name of names) writeFileSync(join(at, name), "");
    const handle = open(path);
    await handle.read();
    const journal = await handle.begin();
    if (journal.ok) await journal.value.close();
    const left = readdirSync(at).filter((name) => name.endsWith(".tmp"));
    expect(left.sort()).toEqual([names[4], names[3]]);
  });
});

describe("a lock", () => {
  it("leaves no file where none was, and one that was there", async () => {
    const path = place();
    const at = join(path, "..");
    for (const before of [[], ["terraform.tfstate"]]) {
      if (before.length > 0) writeFileSync(path, "");
      const lock = await open(path).lock({ operation: "plan", timeoutMs: 0 });
      expect(readdirSync(at).sort()).toEqual([".terraform.tfstate.lock.info", "terraform.tfstate"]);
      if (lock.ok) await lock.lock.release();
      expect(readdirSync(at)).toEqual(before);
    }
  });

  it("says whose it is, for what, and since when", async () => {
    const path = place();
    const lock = await open(path).lock({ operation: "OperationTypeApply", info: "because", timeoutMs: 0 });
    if (!lock.ok) throw new Error(lock.message);
    const text = readFileSync(join(path, "..", ".terraform.tfstate.lock.info"), "utf8");
    const { Operation, Info, Path, Version, Created, ID } = JSON.parse(text);
    expect([Operation, Info, Path, Version, ID]).toEqual([
      "OperationTypeApply",
      "because",
      path,
      "1.11.4",
      lock.lock.info.id,
    ]);
    expect(Math.abs(Date.parse(Created) - Date.now())).toBeLessThan(60_000);
    expect(lock.lock.fence).toBeGreaterThan(Date.UTC(2026, 0) * 1000);
    await lock.lock.release();
  });

  it("is tried again after 250 ms, then after twice as long each time, at most every 4 s", async () => {
    const simulation = createSimulation(1);
    const host = simulation.host("a");
    const held = await simulation.until(simulated(host).lock({ operation: "apply", timeoutMs: 0 }));
    const tries: number[] = [];
    const disk = {
      ...host.disk,
      lock: (path: string) => {
        tries.push(host.clock.monotonic());
        return host.disk.lock(path);
      },
    };
    const backend = createLocalBackend({ ...host, disk }, READER, { path: "/s/terraform.tfstate" });
    const refused = await simulation.until(
      backend.open("default").lock({ operation: "plan", timeoutMs: 12_000 }),
    );
    expect(refused.ok).toBe(false);
    expect(tries.map((time) => time - (tries[0] ?? 0))).toEqual([
      0, 250, 750, 1_750, 3_750, 7_750, 11_750, 12_000,
    ]);
    if (held.ok) await held.lock.release();
  });

  it("is given back where its info cannot be written", async () => {
    const simulation = createSimulation(1);
    const host = simulation.host("a");
    await simulation.until(host.disk.makeDirectory("/s"));
    const disk = {
      ...host.disk,
      writeFile: () => Promise.reject(new RuntimeError("ENOSPC", "/s/info", "full")),
    };
    const backend = createLocalBackend({ ...host, disk }, READER, { path: "/s/terraform.tfstate" });
    const refused = await simulation.until(backend.open("default").lock({ operation: "plan", timeoutMs: 0 }));
    expect(refused).toEqual({ ok: false, message: "/s/info: no space is left on the disk" });
    expect(host.disk.files().size).toBe(0);
    expect((await simulation.until(simulated(host).lock({ operation: "plan", timeoutMs: 0 }))).ok).toBe(true);
  });
});

describe("workspaces", () => {
  it("are folders, whatever else lies beside them", async () => {
    const path = place();
    const directory = join(path, "..", "d");
    for (const name of ["b", "a", "default"]) mkdirSync(join(directory, name), { recursive: true });
    writeFileSync(join(directory, "file"), "");
    const backend = createLocalBackend(createRealRuntime(), READER, { path, workspaceDirectory: directory });
    expect(await backend.workspaces()).toEqual({ ok: true, value: ["default", "a", "b"] });
    rmSync(directory, { recursive: true });
    writeFileSync(directory, "");
    expect(await backend.workspaces()).toEqual({ ok: true, value: ["default"] });
    const created = await backend.createWorkspace("a");
    expect(created.ok ? "" : created.problems[0]?.summary).toBe("Failed to create the workspace");
  });

  it("are refused by names that say why", async () => {
    const backend = createLocalBackend(createRealRuntime(), READER, {});
    const said = async (result: Promise<{ readonly ok: boolean } | { readonly problems: unknown }>) => result;
    expect(await said(backend.createWorkspace("a/b"))).toMatchObject({
      problems: [
        {
          summary: "Invalid workspace name",
          detail: expect.stringMatching(/^The workspace name "a\/b" is not allowed/),
        },
      ],
    });
    expect(await said(backend.deleteWorkspace("a/b"))).toMatchObject({
      problems: [{ summary: "Invalid workspace name" }],
    });
    expect(await said(backend.deleteWorkspace("default"))).toMatchObject({
      problems: [{ detail: "cannot delete default state" }],
    });
  });

  it("have no lock that could be left to break", async () => {
    const handle = createLocalBackend(createRealRuntime(), READER, {}).open("default");
    expect(await handle.breakLock("x")).toMatchObject({
      ok: false,
      problems: [{ summary: "Failed to unlock state", detail: "LocalState not locked" }],
    });
  });
});

type Simulation = ReturnType<typeof createSimulation>;

function simulated(host: SimulatedHost, flags: FileFlags = {}): StateHandle {
  return createLocalBackend(host, READER, { path: "/s/terraform.tfstate" }, flags).open("default");
}

async function names(simulation: Simulation, host: SimulatedHost): Promise<readonly string[]> {
  const read = await simulation.until(simulated(host).read());
  if (!read.ok) throw new Error(read.problems.map(({ detail }) => detail).join());
  return [...read.value.state.resources.keys()];
}

describe("a disk that is full from any write on", () => {
  it("is told as that, loses nothing, and all goes on once there is room", async () => {
    for (let write = 1; ; write++) {
      const simulation = createSimulation(write);
      const { until } = simulation;
      const host = simulation.host("a");
      // What a stopped apply left: the next one's begin writes a state, too.
      const first = simulated(host);
      await until(change(first, "x.old"));
      await until(first.read());
      const left = await until(first.begin());
      if (!left.ok) throw new Error("no journal");
      await until(left.value.write(made("x.recovered")));
      host.disk.failFrom(write, "ENOSPC");
      const done: string[] = [];
      const said: string[] = [];
      await until(applyOne(host, done, said));
      const failed = said.length > 0;
      for (const text of said) expect(text).toMatch(/no space is left|No space is left|ENOSPC/i);
      host.disk.mend();
      const found = await names(simulation, host);
      // What was appended and not synced was promised to nobody; it may be there.
      expect(["x.new", "x.old", "x.recovered"]).toEqual(expect.arrayContaining([...found]));
      expect(found).toEqual(expect.arrayContaining(["x.old", "x.recovered", ...done]));
      // The lock was given back, and the next apply finds room.
      const again = simulated(host);
      const lock = await until(again.lock({ operation: "apply", timeoutMs: 0 }));
      expect(lock.ok).toBe(true);
      await until(change(again, "x.next"));
      if (lock.ok) await until(lock.lock.release());
      expect(new Set(await names(simulation, host))).toEqual(new Set([...found, "x.next"]));
      if (!failed) return expect(write).toBeGreaterThan(8);
    }
  });

  /** Locks, begins, journals one object, saves; notes what was promised to be kept, and what was said. */
  async function applyOne(host: SimulatedHost, done: string[], said: string[]): Promise<void> {
    const handle = simulated(host);
    const lock = await handle.lock({ operation: "apply", timeoutMs: 0 });
    if (!lock.ok) return void said.push(lock.message);
    try {
      await handle.read();
      const journal = await handle.begin();
      if (!journal.ok) return void said.push(...journal.problems.map(({ detail }) => detail));
      try {
        await journal.value.write(announced("x.new"));
        await journal.value.write(made("x.new"));
        done.push("x.new");
      } catch (error) {
        said.push(String(error));
      }
      await journal.value.close();
      const opened = await simulated(host).read();
      if (!opened.ok) throw new Error("unreadable");
      const saved = await handle.save(opened.value.state);
      if (!saved.ok) said.push(...saved.problems.map(({ detail }) => detail));
    } finally {
      await lock.lock.release();
    }
  }
});

describe("a machine that stops at any write of lock, begin and save", () => {
  for (const after of ["kill", "power-cut"] as const)
    it(`loses nothing (${after})`, async () => {
      for (let write = 1; ; write++) {
        const simulation = createSimulation(write);
        const { until } = simulation;
        const host = simulation.host("a");
        await until(change(simulated(host), "x.old"));
        const first = simulated(host);
        await until(first.read());
        const left = await until(first.begin());
        if (!left.ok) throw new Error("no journal");
        await until(left.value.write(made("x.recovered")));
        let cut = false;
        host.disk.cutAt(write, () => {
          cut = true;
        });
        await until(Promise.race([changeUnderLock(host).catch(() => {}), host.clock.sleep(10_000)]));
        if (!cut) return expect(write).toBeGreaterThan(8);
        host.disk.restart(after);
        const found = await names(simulation, host);
        expect(["x.new", "x.old", "x.recovered"]).toEqual(expect.arrayContaining([...found]));
        expect(found).toEqual(expect.arrayContaining(["x.old", "x.recovered"]));
        await until(changeUnderLock(host));
        expect(new Set(await names(simulation, host))).toEqual(new Set(["x.new", "x.old", "x.recovered"]));
        expect([...host.disk.files().keys()].filter((path) => /journal|lock/.test(path))).toEqual([]);
      }
    });

  async function changeUnderLock(host: SimulatedHost): Promise<void> {
    const handle = simulated(host);
    const lock = await handle.lock({ operation: "apply", timeoutMs: 0 });
    if (!lock.ok) throw new Error(lock.message);
    await handle.read();
    const journal = await handle.begin();
    if (!journal.ok) throw new Error("no journal");
    await journal.value.write(made("x.new"));
    await journal.value.close();
    const opened = await simulated(host).read();
    if (!opened.ok) throw new Error("unreadable");
    await handle.save(opened.value.state);
    await lock.lock.release();
  }
});

describe("a handle", () => {
  it("writes to the other place where both are named, even without a change", async () => {
    const simulation = createSimulation(1);
    const host = simulation.host("a");
    await simulation.until(change(simulated(host), "x.a"));
    const handle = simulated(host, { stateOut: "/s/out" });
    const opened = await simulation.until(handle.read());
    if (!opened.ok) throw new Error("unreadable");
    expect((await simulation.until(handle.save(opened.value.state))).ok).toBe(true);
    expect(handle.place).toBe("/s/out");
    expect([...host.disk.files().keys()].sort()).toEqual(["/s/out", "/s/terraform.tfstate"]);
    // As in Terraform, a backup is of what lies where it is written to.
    const before = host.disk.files().get("/s/out");
    await simulation.until(change(simulated(host, { stateOut: "/s/out" }), "x.b"));
    expect(host.disk.files().get("/s/out.backup")).toEqual(before);
  });

  it("gives a state its lineage with its first change, and keeps one that it is given", async () => {
    const simulation = createSimulation(1);
    const host = simulation.host("a");
    const handle = simulated(host);
    const empty = await simulation.until(handle.read());
    expect(empty.ok && empty.value.state.lineage).toBe("");
    const saved = await simulation.until(handle.save(withObject(emptyState(""), "x.a")));
    if (!saved.ok) throw new Error("not saved");
    expect(saved.value.lineage).toMatch(/^[0-9a-f-]{36}$/);
    expect(saved.value).toMatchObject({ serial: 1, terraformVersion: "1.11.4" });
    const more = await simulation.until(handle.save(withObject({ ...saved.value, lineage: "" }, "x.b")));
    expect(more.ok && more.value.lineage).toBe(saved.value.lineage);
    const other = await simulation.until(
      handle.save(withObject({ ...saved.value, lineage: "given" }, "x.c")),
    );
    expect(other.ok && other.value).toMatchObject({ lineage: "given", serial: 3 });
  });

  it("reads again where another saved in the middle of its reading", async () => {
    const simulation = createSimulation(1);
    const host = simulation.host("a");
    await simulation.until(change(simulated(host), "x.a"));
    const old = await simulation.until(host.disk.readText("/s/terraform.tfstate"));
    await simulation.until(change(simulated(host), "x.b"));
    const writer = simulated(host);
    await simulation.until(writer.read());
    const journal = await simulation.until(writer.begin());
    if (!journal.ok) throw new Error("no journal");
    await simulation.until(journal.value.write(made("x.c")));
    // The first look at the state still finds the old one.
    let looks = 0;
    const disk = {
      ...host.disk,
      readText: (path: string) => {
        looks += path === "/s/terraform.tfstate" ? 1 : 0;
        return looks === 1 ? Promise.resolve(old) : host.disk.readText(path);
      },
    };
    const reader = createLocalBackend({ ...host, disk }, READER, { path: "/s/terraform.tfstate" }).open(
      "default",
    );
    const read = await simulation.until(reader.read());
    expect(read.ok && [...read.value.state.resources.keys()]).toEqual(["x.a", "x.b", "x.c"]);
  });

  it("tells what the system says of a place that cannot be used", async () => {
    const path = place();
    mkdirSync(path);
    const handle = open(path);
    const read = await handle.read();
    expect(read.ok ? "" : read.problems[0]).toMatchObject({
      summary: "Error loading state",
      detail: `This is a directory: ${path}`,
    });
    expect((await handle.lock({ operation: "plan", timeoutMs: 0 })).ok).toBe(false);
    const saved = await handle.save(emptyState("l"));
    expect(saved.ok ? "" : saved.problems[0]?.summary).toBe("Failed to save state");
  });
});
