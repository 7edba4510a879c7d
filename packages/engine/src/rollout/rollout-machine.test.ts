import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { type Move, RolloutMachine, type RolloutMemberTerms, type RolloutTerms } from "./rollout-machine.ts";

const PLAIN: Omit<RolloutTerms, "members" | "desired" | "standing"> = {
  surge: 1,
  unavailable: 0,
  switchesAtOnce: false,
  first: 0,
  promote: "auto",
  promoteAfter: 30,
  minHealthyTime: 5,
  healthyDeadline: 100,
  progressDeadline: 1000,
};

function members(act: RolloutMemberTerms["act"], count: number): readonly RolloutMemberTerms[] {
  return new Array<RolloutMemberTerms>(count).fill({ act, made: false });
}

function machine(terms: Partial<RolloutTerms> & Pick<RolloutTerms, "members">): RolloutMachine {
  const standing = terms.members.filter(({ act }) => act !== "create").length;
  const desired = terms.members.filter(({ act }) => act !== "delete").length;
  return new RolloutMachine({ ...PLAIN, desired, standing, ...terms }, 0);
}

/** Makes the new object and lets it prove itself from `now` on. */
function make(of: RolloutMachine, at: number, now: number): void {
  of.begin("make", at);
  of.made(at, now);
  of.heard(at, { next: true }, now);
}

describe("rolling, one beside the others", () => {
  it("makes one, waits until it was well for long enough, takes the old one down, and goes on", () => {
    const one = machine({ members: members("replace", 3) });
    expect([0, 1, 2].map((at) => one.admits("make", at))).toEqual([true, true, true]);
    make(one, 0, 10);
    expect(one.admits("make", 1)).toBe(false);
    expect(one.admits("take-down", 0)).toBe(false);
    one.tick(14);
    expect(one.hasProved(0)).toBe(false);
    expect(one.nextTick(14)).toBe(15);
    one.tick(15);
    expect(one.hasProved(0)).toBe(true);
    expect(one.admits("take-down", 1)).toBe(false);
    expect(one.admits("take-down", 0)).toBe(true);
    one.begin("take-down", 0);
    expect(one.admits("make", 1)).toBe(false);
    one.gone(0, 20);
    expect(one.admits("make", 1)).toBe(true);
    expect(one.progress).toEqual({ done: 1, of: 3 });
  });

  it("starts the time again when it was unwell in between", () => {
    const one = machine({ members: members("replace", 1) });
    make(one, 0, 10);
    one.heard(0, { next: false }, 14);
    one.heard(0, { next: true }, 16);
    one.tick(20);
    expect(one.hasProved(0)).toBe(false);
    one.tick(21);
    expect(one.hasProved(0)).toBe(true);
  });

  it("fails when it is not well in time, and nothing more is admitted", () => {
    const one = machine({ members: members("replace", 2) });
    one.begin("make", 0);
    one.made(0, 10);
    expect(one.nextTick(10)).toBe(110);
    one.tick(109);
    expect(one.status).toEqual({ kind: "running" });
    one.tick(110);
    expect(one.status).toEqual({ kind: "failed", why: { kind: "unhealthy", member: 0 } });
    for (const move of ["make", "take-down"] as const) expect(one.admits(move, 1)).toBe(false);
    expect(one.nextTick(110)).toBe(undefined);
  });

  it("stands still while one that had proved itself is unwell, and fails when it stays so", () => {
    const one = machine({ members: members("replace", 2) });
    make(one, 0, 0);
    one.tick(5);
    one.heard(0, { next: false }, 6);
    expect(one.admits("take-down", 0)).toBe(false);
    one.heard(0, { next: true }, 10);
    one.tick(15);
    expect(one.admits("take-down", 0)).toBe(true);
    one.heard(0, { next: false }, 20);
    one.tick(120);
    expect(one.status).toEqual({ kind: "failed", why: { kind: "unhealthy", member: 0 } });
  });

  it("does not trust what comes and goes", () => {
    const one = machine({ members: members("replace", 1) });
    make(one, 0, 0);
    one.tick(5);
    for (const at of [10, 30, 50]) {
      one.heard(0, { next: false }, at);
      one.heard(0, { next: true }, at + 1);
      one.tick(at + 10);
    }
    expect(one.status).toEqual({ kind: "failed", why: { kind: "flapping", member: 0 } });
  });

  it("fails where nothing gets on, while somebody holds an admitted step too long", () => {
    const one = machine({ members: members("replace", 1) });
    expect(one.nextTick(0)).toBe(1000);
    one.tick(999);
    expect(one.status.kind).toBe("running");
    one.tick(1000);
    expect(one.status).toEqual({ kind: "failed", why: { kind: "no-progress" } });
  });

  it("is done when all are", () => {
    const one = machine({ members: [...members("replace", 1), ...members("delete", 1)] });
    make(one, 0, 0);
    one.tick(5);
    for (const at of [0, 1]) {
      one.begin("take-down", at);
      expect(one.status.kind).toBe("running");
      one.gone(at, 6);
    }
    expect(one.status).toEqual({ kind: "done" });
  });
});

describe("what is not seen", () => {
  it("admits nothing and proves nothing, but does not fail at once", () => {
    const one = machine({ members: members("replace", 2) });
    make(one, 0, 0);
    one.sees(false, 3);
    one.tick(90);
    expect([one.hasProved(0), one.admits("make", 1), one.blind]).toEqual([false, false, true]);
    one.sees(true, 200);
    expect(one.status.kind).toBe("running");
    one.heard(0, { next: true }, 200);
    one.tick(205);
    expect(one.hasProved(0)).toBe(true);
  });
});

describe("old ones first", () => {
  it("takes down as many as may be missing, and makes each in its place", () => {
    const one = machine({ members: members("replace", 3), surge: 0, unavailable: 2 });
    expect(one.admits("make", 0)).toBe(false);
    one.begin("take-down", 0);
    one.begin("take-down", 1);
    expect(one.admits("take-down", 2)).toBe(false);
    one.gone(0, 1);
    expect(one.admits("make", 1)).toBe(false);
    make(one, 0, 2);
    expect(one.admits("take-down", 2)).toBe(false);
    one.tick(7);
    expect(one.admits("take-down", 2)).toBe(true);
  });

  it("does not count one that was unwell already", () => {
    const one = machine({ members: members("replace", 2), surge: 0, unavailable: 1 });
    one.begin("take-down", 0);
    expect(one.admits("take-down", 1)).toBe(false);
    one.heard(1, { old: false }, 1);
    expect(one.admits("take-down", 1)).toBe(true);
  });
});

describe("more and fewer than there were", () => {
  it("makes all that are missing, and no more beside them than the surge", () => {
    const one = machine({ members: [...members("create", 2), ...members("replace", 2)] });
    for (const at of [0, 1, 2]) make(one, at, 0);
    expect(one.admits("make", 3)).toBe(false);
  });

  it("lets go of what is not wanted while enough others are well", () => {
    const terms = { members: members("delete", 3), desired: 2, standing: 5 };
    const one = machine(terms);
    for (const at of [0, 1, 2]) {
      expect(one.admits("take-down", at)).toBe(true);
      one.begin("take-down", at);
    }
  });

  it("keeps it while others are not there yet", () => {
    const one = machine({ members: [...members("create", 1), ...members("delete", 1)], surge: 1 });
    expect(one.admits("take-down", 1)).toBe(false);
    make(one, 0, 0);
    one.tick(5);
    expect(one.admits("take-down", 1)).toBe(true);
  });
});

describe("first ones", () => {
  const CANARY = { members: members("replace", 4), first: 2, surge: 1 };

  it("come before the others, more than the surge, and no old one goes before the rest is let go", () => {
    const one = machine(CANARY);
    expect([0, 1, 2, 3].map((at) => one.admits("make", at))).toEqual([true, true, false, false]);
    make(one, 0, 0);
    make(one, 1, 0);
    one.tick(5);
    expect(one.admits("take-down", 0)).toBe(false);
    expect(one.nextTick(5)).toBe(35);
    one.tick(34);
    expect(one.promoted).toBe(false);
    one.tick(35);
    expect(one.promoted).toBe(true);
    expect(one.admits("take-down", 0)).toBe(true);
    expect(one.admits("make", 2)).toBe(false);
  });

  it("are looked at anew when one was unwell", () => {
    const one = machine(CANARY);
    make(one, 0, 0);
    make(one, 1, 0);
    one.tick(5);
    one.heard(0, { next: false }, 20);
    one.heard(0, { next: true }, 21);
    one.tick(26);
    one.tick(40);
    expect(one.promoted).toBe(false);
    one.tick(56);
    expect(one.promoted).toBe(true);
  });

  it("wait for a person, without an end, where it is to be so", () => {
    const one = machine({ ...CANARY, promote: "manual" });
    expect(one.promote(0)).toBe(false);
    make(one, 0, 0);
    make(one, 1, 0);
    one.tick(5);
    expect(one.awaitsPromotion).toBe(true);
    expect(one.nextTick(5)).toBe(undefined);
    one.tick(100_000);
    expect(one.status.kind).toBe("running");
    expect(one.promote(100_001)).toBe(true);
    expect(one.admits("take-down", 1)).toBe(true);
  });

  it("are all of them where the switch is at once", () => {
    const one = machine({ members: members("replace", 3), first: 3, switchesAtOnce: true, promoteAfter: 0 });
    for (const at of [0, 1, 2]) make(one, at, 0);
    expect(one.admits("take-down", 0)).toBe(false);
    one.tick(4);
    expect(one.wantsSwitch).toBe(false);
    one.tick(5);
    expect([one.wantsSwitch, one.admits("take-down", 0)]).toEqual([true, false]);
    one.heard(2, { next: false }, 6);
    expect(one.wantsSwitch).toBe(false);
    one.heard(2, { next: true }, 7);
    one.tick(12);
    expect(one.wantsSwitch).toBe(true);
    one.switched(13);
    expect(one.wantsSwitch).toBe(false);
    expect([0, 1, 2].map((at) => one.admits("take-down", at))).toEqual([true, true, true]);
  });
});

it("counts the time of health from its beginning, however often it is told", () => {
  const one = machine({ members: members("replace", 1) });
  make(one, 0, 10);
  one.heard(0, { next: true }, 13);
  one.tick(15);
  expect(one.hasProved(0)).toBe(true);
});

it("is not promoted while it is paused, and not by anybody once it has failed", () => {
  const one = machine({ members: members("replace", 2), first: 1 });
  make(one, 0, 0);
  one.tick(5);
  one.pause();
  one.tick(100);
  expect(one.promoted).toBe(false);
  one.resume(100);
  one.tick(100);
  expect(one.promoted).toBe(true);
  const other = machine({ members: members("replace", 2), first: 1, promote: "manual" });
  make(other, 0, 0);
  other.tick(5);
  other.abort();
  expect(other.promote(6)).toBe(false);
});

it("admits no move twice, and nobody before who goes first", () => {
  const one = machine({ members: members("replace", 2), surge: 0, unavailable: 2 });
  one.begin("take-down", 0);
  expect(one.admits("take-down", 0)).toBe(false);
  expect(one.admits("make", 0)).toBe(false);
  one.gone(0, 1);
  one.begin("make", 0);
  expect(one.admits("make", 0)).toBe(false);
  expect(() => one.begin("make", 0)).toThrow("was not admitted");
});

test("what is changed where it is goes one after the other", () => {
  const one = machine({ members: members("update", 2) });
  one.begin("update", 0);
  expect(one.admits("update", 1)).toBe(false);
  one.made(0, 1);
  one.heard(0, { next: true }, 1);
  one.tick(6);
  expect(one.admits("update", 1)).toBe(true);
});

describe("what a person says", () => {
  it("pauses, goes on, ends", () => {
    const one = machine({ members: members("replace", 1) });
    one.pause();
    expect(one.admits("make", 0)).toBe(false);
    expect(one.nextTick(0)).toBe(undefined);
    one.tick(5000);
    one.resume(5000);
    expect(one.admits("make", 0)).toBe(true);
    one.abort();
    expect(one.status).toEqual({ kind: "failed", why: { kind: "aborted" } });
    one.resume(5001);
    expect(one.status.kind).toBe("failed");
  });
});

test("what was made before a cut proves itself before its old one goes", () => {
  const one = machine({ members: [{ act: "replace", made: true }], desired: 1, standing: 2 });
  expect([one.admits("make", 0), one.admits("take-down", 0)]).toEqual([false, false]);
  one.heard(0, { next: true }, 0);
  one.tick(5);
  expect(one.admits("take-down", 0)).toBe(true);
});

/** The world as it is, beside what the machine was told. */
interface World {
  old: "none" | "up" | "going" | "gone";
  next: "none" | "coming" | "up";
  well: boolean;
}

const TERMS = fc
  .record({
    replace: fc.nat({ max: 6 }),
    create: fc.nat({ max: 3 }),
    remove: fc.nat({ max: 3 }),
    stay: fc.nat({ max: 3 }),
    made: fc.nat({ max: 2 }),
    surge: fc.nat({ max: 3 }),
    unavailable: fc.nat({ max: 3 }),
    first: fc.nat({ max: 3 }),
    atOnce: fc.boolean(),
  })
  .filter(({ surge, unavailable }) => surge + unavailable > 0)
  .map(({ replace, create, remove, stay, made, surge, unavailable, first, atOnce }): RolloutTerms => {
    const before = members("replace", made).map((member) => ({ ...member, made: true }));
    const moving = [...before, ...members("replace", replace), ...members("create", create)];
    const switchesAtOnce = atOnce && surge > 0;
    return {
      ...PLAIN,
      desired: made + replace + create + stay,
      standing: 2 * made + replace + remove + stay,
      surge,
      unavailable,
      switchesAtOnce,
      first: switchesAtOnce ? moving.length : Math.min(first, moving.length),
      members: [...moving, ...members("delete", remove)],
    };
  });

/** Plays a rollout to its end; `choose` decides what happens next, `fails` whether a new object is ever well. */
function play(terms: RolloutTerms, choose: (of: number) => number, chance: (percent: number) => boolean) {
  const of = new RolloutMachine(terms, 0);
  const beside = terms.surge > 0;
  /** Whoever looks for the new objects finds them. */
  let shown = !terms.switchesAtOnce || terms.first === 0;
  const world = terms.members.map(
    ({ act, made }): World => ({
      old: act === "create" ? "none" : "up",
      next: made ? "up" : "none",
      well: false,
    }),
  );
  let now = 0;
  let least = Number.POSITIVE_INFINITY;
  let most = 0;
  const moving = world.reduce((sum, { old, next }) => sum + Number(old === "up") + Number(next === "up"), 0);
  const staying = terms.standing - moving;
  const count = () => {
    const well = world.reduce(
      (sum, { old, next, well }) => sum + Number(old === "up") + Number(next === "up" && well && shown),
      0,
    );
    const standing = world.reduce(
      (sum, { old, next }) => sum + Number(old === "up" || old === "going") + Number(next !== "none"),
      0,
    );
    least = Math.min(least, well + staying);
    most = Math.max(most, standing + staying);
  };
  const moves = (): readonly (readonly [Move, number])[] =>
    world.flatMap(({ old, next }, at): (readonly [Move, number])[] => {
      const { act } = terms.members[at] as RolloutMemberTerms;
      const found: (readonly [Move, number])[] = [];
      const mayCome = act === "create" || (act === "replace" && (beside || old === "gone"));
      if (mayCome && next === "none" && of.admits("make", at)) found.push(["make", at]);
      const mayGo = act === "delete" || (act === "replace" && (!beside || next === "up"));
      if (mayGo && old === "up" && of.admits("take-down", at)) found.push(["take-down", at]);
      return found;
    });
  for (let step = 0; step < 2000 && of.status.kind === "running"; step++) {
    count();
    const open: (() => void)[] = moves().map(([move, at]) => () => {
      of.begin(move, at);
      const here = world[at] as World;
      if (move === "make") here.next = "coming";
      else here.old = "going";
    });
    for (const [at, here] of world.entries()) {
      if (here.next === "coming")
        open.push(() => {
          here.next = "up";
          of.made(at, now);
        });
      if (here.old === "going")
        open.push(() => {
          here.old = "gone";
          of.gone(at, now);
        });
      if (here.next === "up" && !here.well)
        open.push(() => {
          here.well = true;
          of.heard(at, { next: true }, now);
        });
      else if (here.next === "up" && chance(3))
        open.push(() => {
          here.well = false;
          of.heard(at, { next: false }, now);
        });
    }
    if (of.wantsSwitch)
      open.push(() => {
        shown = true;
        of.switched(now);
      });
    const tick = of.nextTick(now);
    if (tick !== undefined && (open.length === 0 || chance(30)))
      open.push(() => {
        now = Math.max(tick, now);
        of.tick(now);
      });
    if (open.length === 0) break;
    open[choose(open.length)]?.();
  }
  count();
  return { of, least, most };
}

const SEED = fc.infiniteStream(fc.nat({ max: 1_000_000 }));

test("never more than the surge, never fewer than promised, and an end, in whatever order things happen", () => {
  fc.assert(
    fc.property(TERMS, SEED, (terms, stream) => {
      const draw = () => stream.next().value as number;
      const { of, least, most } = play(
        terms,
        (n) => draw() % n,
        () => false,
      );
      const room = terms.switchesAtOnce ? terms.members.length : Math.max(terms.surge, terms.first);
      const left = terms.members.filter(({ made }) => made).length;
      const base = Math.max(terms.standing - left, terms.desired);
      expect(most).toBeLessThanOrEqual(Math.max(terms.standing, base + room));
      expect(least).toBeGreaterThanOrEqual(
        Math.min(terms.standing - left, terms.desired) - terms.unavailable,
      );
      expect(of.status).toEqual({ kind: "done" });
    }),
    { numRuns: 200 },
  );
});

test("with new ones that fail, those that are missing are never more than promised and failed together", () => {
  fc.assert(
    fc.property(TERMS, SEED, (terms, stream) => {
      const draw = () => stream.next().value as number;
      const { of } = play(
        terms,
        (n) => draw() % n,
        (percent) => draw() % 100 < percent,
      );
      expect(["done", "failed"]).toContain(of.status.kind);
    }),
    { numRuns: 200 },
  );
});
