import { createStop } from "@tutti/runtime";
import { describe, expect, test } from "vitest";
import { LINES_BEHIND_MAX, LogReaders, READERS_MAX } from "./log-readers.ts";

const line = (text: string, level: "debug" | "info" | "error" = "info") => ({ level, atMs: 0, text });

/** A reader that has begun to read, and what it takes next. */
function open(readers: LogReaders, least: "debug" | "warn" = "debug") {
  const stop = createStop();
  const lines = readers.read(least, stop.signal);
  const first = lines.next();
  return { stop, lines, first, next: async () => (await lines.next()).value?.text };
}

describe("a reader of the log", () => {
  test("gets what is said from now on, in its order, from its level upwards", async () => {
    const readers = new LogReaders();
    readers.tell(line("before"));
    const { first, next } = open(readers, "warn");
    readers.tell(line("too low"));
    readers.tell(line("one", "error"));
    readers.tell(line("two", "error"));
    expect([(await first).value?.text, await next()]).toEqual(["one", "two"]);
  });

  test("that is gone ends, also while nothing is said, and makes room", async () => {
    const readers = new LogReaders();
    const all = Array.from({ length: READERS_MAX }, () => open(readers));
    expect(readers.isFull).toBe(true);
    for (const { stop } of all) stop.abort(new Error("gone"));
    expect(await Promise.all(all.map(({ first }) => first))).toEqual(
      all.map(() => ({ done: true, value: undefined })),
    );
    expect(readers.isFull).toBe(false);
  });

  test("that wants no more makes room", async () => {
    const readers = new LogReaders();
    const all = Array.from({ length: READERS_MAX }, () => open(readers));
    readers.tell(line("for all"));
    for (const { lines } of all) await lines.return(undefined);
    expect(readers.isFull).toBe(false);
  });

  test("that takes nothing is let go, and learns of it; others go on", async () => {
    const readers = new LogReaders();
    const slow = open(readers);
    const good = open(readers);
    readers.tell(line("first"));
    await Promise.all([slow.first, good.first]);
    for (let at = 0; at <= LINES_BEHIND_MAX; at++) {
      readers.tell(line(`line ${at}`));
      expect(await good.next()).toBe(`line ${at}`);
    }
    const rest: unknown[] = [];
    await expect(
      (async () => {
        for await (const { text } of slow.lines) rest.push(text);
      })(),
    ).rejects.toThrow("a reader was more than 512 lines behind");
    expect(rest).toHaveLength(LINES_BEHIND_MAX);
  });
});
