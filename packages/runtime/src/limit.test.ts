import { describe, expect, it } from "vitest";
import { createLimit } from "./limit.ts";

describe("createLimit()", () => {
  it("hands the place of work that failed to the next, and says what was wrong", async () => {
    const limit = createLimit(1);
    const order: string[] = [];
    const failing = limit.run(async () => {
      order.push("failing");
      throw new Error("no luck");
    });
    const next = limit.run(async () => {
      order.push("next");
      return 7;
    });
    await expect(failing).rejects.toThrow("no luck");
    await expect(next).resolves.toBe(7);
    expect(order).toEqual(["failing", "next"]);
  });

  it("keeps thousands in their order", async () => {
    const limit = createLimit(3);
    const order: number[] = [];
    const all = Array.from({ length: 6000 }, (_, i) => i);
    await Promise.all(
      all.map((i) =>
        limit.run(async () => {
          order.push(i);
          await Promise.resolve();
        }),
      ),
    );
    expect(order).toEqual(all);
  });

  it("gives the place of work that leaves it to the next, once", async () => {
    const limit = createLimit(1);
    const began: string[] = [];
    const ends: (() => void)[] = [];
    const work = (name: string) => (leave: () => void) => {
      began.push(name);
      if (name === "a") leave();
      return new Promise<void>((resolve) => ends.push(resolve));
    };
    const all = ["a", "b", "c"].map((name) => limit.run(work(name)));
    await Promise.resolve();
    expect(began).toEqual(["a", "b"]);
    ends[0]?.();
    await all[0];
    expect(began).toEqual(["a", "b"]);
    ends[1]?.();
    await all[1];
    await Promise.resolve();
    expect(began).toEqual(["a", "b", "c"]);
    ends[2]?.();
    await all[2];
  });

  it("is free again when all has ended", async () => {
    const limit = createLimit(1);
    await limit.run(async () => undefined);
    let began = false;
    const run = limit.run(async () => {
      began = true;
    });
    expect(began).toBe(true);
    await run;
  });

  it("runs at most so many at a time, in order", async () => {
    const limit = createLimit(2);
    let running = 0;
    let most = 0;
    const order: number[] = [];
    await Promise.all(
      [0, 1, 2, 3, 4].map((i) =>
        limit.run(async () => {
          running += 1;
          most = Math.max(most, running);
          order.push(i);
          await Promise.resolve();
          running -= 1;
        }),
      ),
    );
    expect(most).toBe(2);
    expect(order).toEqual([0, 1, 2, 3, 4]);
  });
});
