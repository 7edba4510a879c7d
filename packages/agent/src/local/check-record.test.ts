import { expect, test } from "vitest";
import { checkId, checkIdOf } from "./check-record.ts";

test.each([
  [{ ID: "a", CheckID: "b", Name: "c" }, "a"],
  [{ ID: "", CheckID: "b", Name: "c" }, "b"],
  [{ CheckID: "b", Name: "c" }, "b"],
  [{ ID: "", CheckID: "", Name: "c" }, "c"],
  [{ Name: "c" }, "c"],
  [{}, ""],
])("the id of the check %j is %j", (check, wanted) => {
  expect(checkId(check)).toBe(wanted);
});

test.each([
  [{ ID: "a", CheckID: "b" }, 1, "b"],
  [{ ID: "a", CheckID: "" }, 1, "a"],
  [{ ID: "a" }, 2, "a"],
  [{ Name: "c" }, 1, "service:web"],
  [{ Name: "c", CheckID: "", ID: "" }, 2, "service:web:2"],
])("the id of the second check %j of a service with %d is %j", (check, count, wanted) => {
  expect(checkIdOf(check, "web", 1, count)).toBe(wanted);
});
