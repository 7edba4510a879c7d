import { describe, expect, test } from "vitest";
import { whenThere } from "./awaitable.ts";

describe("whenThere()", () => {
  test("takes what is there at once, and gives at once what is made of it", () => {
    expect(whenThere(2, (two) => two + 1)).toBe(3);
  });

  test("waits for what is promised, before it and behind it", async () => {
    const later = whenThere(Promise.resolve(2), (two) => two + 1);
    expect(later).toBeInstanceOf(Promise);
    expect(await later).toBe(3);
    expect(await whenThere(2, async (two) => two + 2)).toBe(4);
    expect(await whenThere(Promise.resolve(2), async (two) => two + 3)).toBe(5);
  });

  test("throws at once what is thrown at once, and rejects with the rest", async () => {
    const fails = (): never => {
      throw new Error("no");
    };
    expect(() => whenThere(1, fails)).toThrow("no");
    await expect(whenThere(Promise.resolve(1), fails)).rejects.toThrow("no");
    await expect(whenThere(Promise.reject(new Error("never")), () => 1)).rejects.toThrow("never");
  });
});
