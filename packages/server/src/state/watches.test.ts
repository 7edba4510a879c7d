import { expect, test } from "vitest";
import { PREFIX_TOPIC, Watches } from "./watches.ts";

test("a waiter wakes once, for its topics only, at wakeAll()", () => {
  const watches = new Watches();
  const woken: string[] = [];
  watches.wait(["a", "b"], () => woken.push("ab"));
  watches.wait(["c"], () => woken.push("c"));
  watches.touch("b");
  expect(woken).toEqual([]);
  watches.wakeAll();
  watches.touch("a");
  watches.wakeAll();
  expect(woken).toEqual(["ab"]);
  expect(watches.size).toBe(1);
});

test("touchPrefixesOf() touches every prefix of the key that is waited for", () => {
  const watches = new Watches();
  const woken: string[] = [];
  for (const prefix of ["", "a/", "a/b", "b/"])
    watches.wait([PREFIX_TOPIC + prefix], () => woken.push(prefix));
  watches.touchPrefixesOf("a/c");
  watches.wakeAll();
  expect(woken).toEqual(["", "a/"]);
});

test("who stopped waiting is not woken, and nothing of it is left", () => {
  const watches = new Watches();
  const stop = watches.wait(["a", `${PREFIX_TOPIC}x`], () => expect.unreachable());
  stop();
  stop();
  watches.touch("a");
  watches.touchPrefixesOf("xyz");
  watches.wakeAll();
  expect(watches.size).toBe(0);
});

test("a waiter that waits again while it is woken is not woken twice by the same change", () => {
  const watches = new Watches();
  let times = 0;
  const wait = (): void => {
    watches.wait(["a"], () => {
      times += 1;
      wait();
    });
  };
  wait();
  watches.touch("a");
  watches.wakeAll();
  expect(times).toBe(1);
});
