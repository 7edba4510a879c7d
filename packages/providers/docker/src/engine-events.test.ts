import { Fields, type PlainRecord } from "@tutti/plugin";
import { createStop } from "@tutti/runtime";
import { expect, test } from "vitest";
import { EngineEvents, ofImages, ofObject } from "./engine-events.ts";

const event = (Type: string, Action: string, ID: string, Attributes: PlainRecord = {}): PlainRecord => ({
  Type,
  Action,
  Actor: { ID, Attributes },
});

test.each<[PlainRecord, boolean, boolean]>([
  [event("container", "die", "c1"), true, false],
  [event("container", "die", "c2"), false, false],
  [event("network", "disconnect", "n1", { container: "c1" }), true, false],
  [event("network", "disconnect", "n1", { container: "c2" }), false, false],
  [event("image", "untag", "i1"), false, true],
  [{ Type: "image" }, false, true],
])("%j concerns c1: %s, images: %s", (told, object, image) => {
  expect(ofObject("c1")(new Fields(told))).toBe(object);
  expect(ofImages(new Fields(told))).toBe(image);
});

/** An engine by what it is asked. */
function engine() {
  const asked: { readonly since: number; tell(event: PlainRecord): void; end(why?: Error): void }[] = [];
  let wake = (): void => {};
  const events = new EngineEvents({
    now: async () => 1_700_000_000 + asked.length,
    events: (since, tell, signal) =>
      new Promise<void>((resolve, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason), { once: true });
        asked.push({ since, tell, end: (why) => (why === undefined ? resolve() : reject(why)) });
        wake();
      }),
  });
  const connected = (): Promise<void> =>
    new Promise((resolve) => {
      wake = resolve;
    });
  return { events, asked, connected };
}

test("one connection serves all, and tells each what concerns it", async () => {
  const { events, asked, connected } = engine();
  const heard: string[] = [];
  const stop = createStop();
  const watch = (id: string): Promise<void> =>
    events.watch(ofObject(id), { signal: stop.signal, hint: () => void heard.push(id) });
  const ready = connected();
  const both = [watch("c1"), watch("c2")];
  await ready;
  expect(asked.map(({ since }) => since)).toEqual([1_700_000_000]);
  heard.length = 0;
  asked[0]?.tell(event("container", "kill", "c1"));
  // Somebody looked into it, which says nothing of how it is.
  asked[0]?.tell(event("container", "exec_start: sh", "c1"));
  asked[0]?.tell(event("container", "top", "c1"));
  asked[0]?.tell(event("network", "connect", "n", { container: "c2" }));
  expect(heard).toEqual(["c1", "c2"]);
  stop.abort();
  await Promise.all(both);
});

test("where the connection ends all hear of it, and the next one asks anew", async () => {
  const { events, asked, connected } = engine();
  const stop = createStop();
  let hints = 0;
  const listening = {
    signal: stop.signal,
    hint: () => {
      hints += 1;
    },
  };
  for (const why of [undefined, new Error("reset")]) {
    const ready = connected();
    const watched = events.watch(ofObject("c"), listening);
    await ready;
    asked.at(-1)?.end(why);
    await expect(watched).rejects.toThrow(why?.message ?? "the engine ended its events");
  }
  expect([asked.length, hints]).toEqual([2, 2]);
});

test("nobody is asked for one who has left, and the connection ends with the last", async () => {
  const { events, asked, connected } = engine();
  const gone = createStop();
  gone.abort();
  await events.watch(ofObject("c"), { signal: gone.signal, hint: () => {} });
  expect(asked).toEqual([]);
  const stop = createStop();
  const ready = connected();
  const watched = events.watch(ofObject("c"), { signal: stop.signal, hint: () => {} });
  await ready;
  stop.abort();
  await watched;
  const again = connected();
  const next = createStop();
  const second = events.watch(ofObject("c"), { signal: next.signal, hint: () => {} });
  await again;
  expect(asked).toHaveLength(2);
  next.abort();
  await second;
});
