import { describe, expect, test } from "vitest";
import { PREFIX_TOPIC, SERVED_IN_A_TURN, Watches } from "./watches.ts";

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

describe("waitInTurn()", () => {
  /** Turns of a loop that the test begins itself. */
  function turns(): { readonly watches: Watches; next(): Promise<void> } {
    let go: () => void = () => {};
    const watches = new Watches(
      () =>
        new Promise((resolve) => {
          go = resolve;
        }),
    );
    const next = async (): Promise<void> => {
      go();
      await Promise.resolve();
      await Promise.resolve();
    };
    return { watches, next };
  }

  test("as many as a turn may hold are served at once, the others in the turns behind it, in their order", async () => {
    const { watches, next } = turns();
    const served: number[] = [];
    const many = 2 * SERVED_IN_A_TURN + 1;
    for (let n = 0; n < many; n += 1) watches.waitInTurn(["a"], () => served.push(n));
    watches.touch("a");
    watches.wakeAll();
    expect(served).toHaveLength(SERVED_IN_A_TURN);
    // Another change does not make the turn longer; who comes with it stands at the end.
    watches.waitInTurn(["a"], () => served.push(many));
    watches.touch("a");
    watches.wakeAll();
    expect(served).toHaveLength(SERVED_IN_A_TURN);
    await next();
    expect(served).toHaveLength(2 * SERVED_IN_A_TURN);
    await next();
    expect(served).toEqual(Array.from({ length: many + 1 }, (_, n) => n));
    watches.waitInTurn(["a"], () => served.push(-1));
    watches.touch("a");
    watches.wakeAll();
    expect(served.at(-1)).toBe(-1);
  });

  test("what is only put aside, as a kept answer is dropped, does not wait for its turn", () => {
    const { watches } = turns();
    let isDropped = false;
    for (let n = 0; n < 2 * SERVED_IN_A_TURN; n += 1) watches.waitInTurn(["a"], () => {});
    watches.wait(["a"], () => {
      isDropped = true;
    });
    watches.touch("a");
    watches.wakeAll();
    expect(isDropped).toBe(true);
  });

  test("who stops while it is due is not called any more", async () => {
    const { watches, next } = turns();
    for (let n = 0; n < SERVED_IN_A_TURN; n += 1) watches.waitInTurn(["a"], () => {});
    const stop = watches.waitInTurn(["a"], () => expect.unreachable());
    watches.touch("a");
    watches.wakeAll();
    stop();
    await next();
    expect(watches.size).toBe(0);
  });
});
