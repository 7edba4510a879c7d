import type { AppendFile } from "@tutti/runtime";
import { createSimulation } from "@tutti/simulation";
import { expect, it } from "vitest";
import { made } from "../testkit/state-samples.ts";
import { JournalEncoder } from "./journal-codec.ts";
import { appendJournalFile } from "./journal-file.ts";

/** A journal on a simulated disk, with a count of what was done to its file. */
async function open() {
  const simulation = createSimulation(1);
  const host = simulation.host("a");
  const calls: string[] = [];
  const counted = (file: AppendFile): AppendFile => ({
    append: (data) => {
      calls.push(`append ${String(data).split("\n").length - 1}`);
      return file.append(data);
    },
    sync: () => {
      calls.push("sync");
      return file.sync();
    },
    close: () => {
      calls.push("close");
      return file.close();
    },
  });
  const openAppend: typeof host.disk.openAppend = async (path, options) =>
    counted(await host.disk.openAppend(path, options));
  const journal = await simulation.until(
    appendJournalFile({ ...host.disk, openAppend }, "/j", new JournalEncoder()),
  );
  const text = (): string => new TextDecoder().decode(host.disk.files().get("/j"));
  return { simulation, host, journal, calls, text };
}

it("records of one turn share an append and an fsync, and those that come meanwhile the next", async () => {
  const { simulation, journal, calls, text } = await open();
  const first = [journal.write(made("x.a")), journal.write(made("x.b"))];
  // By then the first group is on its way to the disk.
  const later = Promise.resolve()
    .then(() => {})
    .then(() => Promise.all([journal.write(made("x.c")), journal.write(made("x.d"))]));
  await simulation.until(Promise.all([...first, later]));
  expect(calls).toEqual(["append 2", "sync", "append 2", "sync"]);
  const encoder = new JournalEncoder();
  expect(text()).toBe(["x.a", "x.b", "x.c", "x.d"].map((address) => encoder.line(made(address))).join(""));
  await simulation.until(journal.close());
  expect(calls.at(-1)).toBe("close");
});

it("asks for no fsync where a record need not outlive a power cut, and the next durable one takes it along", async () => {
  const { simulation, host, journal, calls, text } = await open();
  await simulation.until(journal.write(made("x.a"), "written"));
  expect(calls).toEqual(["append 1"]);
  await simulation.until(Promise.all([journal.write(made("x.b"), "written"), journal.write(made("x.c"))]));
  expect(calls).toEqual(["append 1", "append 2", "sync"]);
  const before = text();
  host.disk.restart("power-cut");
  expect(text()).toBe(before);
});

it("tells of a failed fsync to whoever waits for it, and to whoever comes", async () => {
  const { simulation, host, journal } = await open();
  host.disk.failFrom(2, "EIO");
  const group = [journal.write(made("x.a"), "written"), journal.write(made("x.b"))];
  const ended = await simulation.until(Promise.allSettled(group));
  expect(ended.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
  host.disk.mend();
  await expect(simulation.until(journal.write(made("x.c"), "written"))).rejects.toMatchObject({
    code: "EIO",
  });
});

it("closing waits for what is under way", async () => {
  const { simulation, journal, calls } = await open();
  const write = journal.write(made("x.a"));
  await simulation.until(journal.close());
  expect(calls).toEqual(["append 1", "sync", "close"]);
  await write;
});

it("writes nothing behind a failure, and tells everybody who waits or comes", async () => {
  const { simulation, host, journal, calls, text } = await open();
  await simulation.until(journal.write(made("x.a")));
  const before = text();
  host.disk.failFrom(1, "ENOSPC");
  const group = [journal.write(made("x.b")), journal.write(made("x.c"))];
  for (const ended of await simulation.until(Promise.allSettled(group)))
    expect(ended).toMatchObject({ status: "rejected", reason: { code: "ENOSPC" } });
  host.disk.mend();
  await expect(simulation.until(journal.write(made("x.d")))).rejects.toMatchObject({ code: "ENOSPC" });
  expect(journal.failure).toMatchObject({ code: "ENOSPC", subject: "/j" });
  expect(text()).toBe(before);
  expect(calls).toEqual(["append 1", "sync", "append 2"]);
  await simulation.until(journal.close());
});

it("takes nothing once it was closed: that would be lost", async () => {
  const { simulation, journal } = await open();
  await simulation.until(journal.close());
  expect(() => journal.write(made("x.a"))).toThrow("closed");
});

it("is for its owner alone", async () => {
  const { simulation, host } = await open();
  expect((await simulation.until(host.disk.stat("/j")))?.mode).toBe(0o600);
});
