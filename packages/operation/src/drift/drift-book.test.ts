import { expect, test } from "vitest";
import { DriftBook, type Finding } from "./drift-book.ts";

const changed = (after: string): Finding => ({
  kind: "drift",
  drift: {
    address: "a",
    change: "changed",
    attributes: [{ path: "size", before: "1", after, sensitive: false }],
  },
});
const gone: Finding = { kind: "drift", drift: { address: "a", change: "gone", attributes: [] } };
const same: Finding = { kind: "same" };
const unseen = (why: string): Finding => ({ kind: "unseen", why });

test.each<[string, readonly Finding[], readonly string[]]>([
  ["what is the same is no news", [same, same], []],
  ["drift is told once", [changed("2"), changed("2")], ["drift"]],
  ["drift of another form is told again", [changed("2"), changed("3"), gone], ["drift", "drift", "drift"]],
  ["what is well again is told", [changed("2"), same, same], ["drift", "settled"]],
  ["a reason is told once", [unseen("x"), unseen("x"), unseen("y")], ["unseen", "unseen"]],
  ["what could not be seen keeps what was", [changed("2"), unseen("x"), changed("2")], ["drift", "unseen"]],
  ["a reason that is gone may come again", [unseen("x"), same, unseen("x")], ["unseen", "unseen"]],
])("%s", (_, findings, kinds) => {
  const book = new DriftBook();
  book.expect([{ address: "a", of: "1", carries: false }]);
  const events = findings.flatMap((finding, at) => book.found("a", finding, at));
  expect(events.map(({ kind }) => kind)).toEqual(kinds);
});

test("drift keeps the time at which it was seen first, and an object that of its last look", () => {
  const book = new DriftBook();
  book.expect([{ address: "a", of: "1", carries: false }]);
  expect(book.objects[0]).toMatchObject({ lookedAt: undefined, hearing: "starting" });
  book.heard("a", "pace");
  book.found("a", changed("2"), 5);
  book.found("a", changed("2"), 9);
  book.found("a", unseen("x"), 12);
  expect(book.objects[0]).toMatchObject({ hearing: "pace", lookedAt: 9, unseen: "x", drift: { seenAt: 5 } });
});

test.each<[string, readonly { address: string; of: string; carries: boolean }[], readonly string[], number]>([
  ["the same object stays drifted", [{ address: "a", of: "1", carries: false }], [], 1],
  ["another object is another matter", [{ address: "a", of: "2", carries: false }], ["settled"], 0],
  ["one that is in the state no more", [{ address: "b", of: "1", carries: false }], ["settled"], 0],
])("with another state: %s", (_, objects, kinds, drifts) => {
  const book = new DriftBook();
  book.expect([{ address: "a", of: "1", carries: false }]);
  book.found("a", changed("2"), 5);
  expect(book.expect(objects).map(({ kind }) => kind)).toEqual(kinds);
  expect(book.drifts).toHaveLength(drifts);
  expect(book.found("nobody", changed("2"), 1)).toEqual([]);
});
