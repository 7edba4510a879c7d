import { expect, test } from "vitest";
import { payloadOf } from "./user-events.ts";

test.each<[Readonly<Record<string, unknown>>, string]>([
  [{ address: "a.b", attributes: ["size"] }, '{"address":"a.b","attributes":["size"]}'],
  [{ address: "a.b", attributes: ["x".repeat(400)] }, '{"address":"a.b","cut":true}'],
  [{ addresses: Array(90).fill("a.b") }, `{"addresses":"${"a.b ".repeat(10).slice(0, 37)}","cut":true}`],
])("payloadOf(%j) fits into an event", (all, wanted) => {
  expect(payloadOf(all)).toBe(wanted);
});

test("payloadOf() of what is written as escapes fits as well", () => {
  const text = payloadOf({ address: "\u0001".repeat(500) });
  expect(new TextEncoder().encode(text).length).toBeLessThanOrEqual(300);
});
