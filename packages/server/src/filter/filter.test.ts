import { describe, expect, test } from "vitest";
import { Refusal } from "../state/refusal.ts";
import { compileFilter } from "./filter.ts";
import { healthSelectors, serviceSelectors } from "./selectors.ts";

const service = {
  ID: "w1",
  Service: "web",
  Tags: ["v1", "blue"],
  Meta: { env: "dev", "odd key": "x" },
  Port: 80,
  EnableTagOverride: false,
  TaggedAddresses: { lan: { Address: "10.0.0.1", Port: 80 } },
};

describe("compileFilter()", () => {
  test.each([
    ["Service == web", true],
    ['Service == "web"', true],
    ["Service != web", false],
    ["Port == 80", true],
    ["v1 in Tags", true],
    ['"v2" not in Tags', true],
    ["Tags contains blue", true],
    ["Tags not contains blue", false],
    ["Tags is empty", false],
    ["Tags is not empty", true],
    ["Meta.env == dev", true],
    ['Meta["odd key"] == x', true],
    ["env in Meta", true],
    ["Meta.none == x", false],
    ["Meta.none is empty", true],
    ["TaggedAddresses.lan.Port == 80", true],
    ["Service matches `^w.b$`", true],
    ["Service not matches `^api`", true],
    ["Service == web and Port == 81", false],
    ["Service == api or Port == 80", true],
    ["not (Service == web and Port == 81)", true],
    ["not Service == web or v1 in Tags", true],
    ["EnableTagOverride == false", true],
  ])("%s is %s", (text, wanted) => {
    const filter = compileFilter(text, serviceSelectors);
    expect(filter).not.toBeInstanceOf(Refusal);
    if (!(filter instanceof Refusal)) expect(filter(service)).toBe(wanted);
  });

  test("a list on the way stands for its elements", () => {
    const filter = compileFilter("Checks.Status == critical", healthSelectors);
    if (filter instanceof Refusal) throw new Error(filter.text);
    expect(filter({ Checks: [{ Status: "passing" }, { Status: "critical" }] })).toBe(true);
    expect(filter({ Checks: [{ Status: "passing" }] })).toBe(false);
  });

  test.each([
    ["Bogus == 1", 'Selector "Bogus" is not valid'],
    [
      "any Checks",
      '1:5 (4): no match found, expected: "!=", "==", "contains", "in", "is", "matches", "not" or [ \\t\\r\\n]',
    ],
    [
      "((",
      '1:3 (2): no match found, expected: "(", "-", "0", "\\"", "`", "not", [ \\t\\r\\n], [1-9] or [a-zA-Z]',
    ],
  ])("%s is refused", (text, message) => {
    const filter = compileFilter(text, serviceSelectors);
    expect(filter).toEqual(new Refusal(500, `Failed to create boolean expression evaluator: ${message}`));
  });
});
