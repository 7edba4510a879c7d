import { describe, expect, test } from "vitest";
import { translateRules } from "./translate-rules.ts";

describe("translateRules()", () => {
  test.each([
    ['key "foo" { policy = "read" }', 'key_prefix "foo" {\n  policy = "read"\n}'],
    [
      'service "" { policy="read", intentions="deny" }',
      'service_prefix "" {\n  policy = "read"\n  intentions = "deny"\n}',
    ],
    [
      '"node" "a" { policy = "read" } operator = "write"',
      '"node_prefix" "a" {\n  policy = "read"\n}\n\noperator = "write"',
    ],
    [
      'agent "a" {} event "b" {} query "c" {} session "d" {}',
      'agent_prefix "a" {}\n\nevent_prefix "b" {}\n\nquery_prefix "c" {}\n\nsession_prefix "d" {}',
    ],
    [
      '# a\nkey "" { policy = "read" } # b\n\n/* c\n*/\nkey "x" {\n# d\npolicy = "write" // e\n}\n# f',
      '# a\nkey_prefix "" {\n  policy = "read"\n} # b\n\n/* c\n*/\nkey_prefix "x" {\n  # d\n  policy = "write" // e\n}\n\n# f',
    ],
  ])("makes prefixes of the names in %s", (text, wanted) => {
    expect(translateRules(text)).toBe(wanted);
  });

  test("says where rules are wrong", () => {
    expect(translateRules("nonsense {{")).toMatchObject({
      status: 500,
      text: "Failed to parse rules: At 1:11: expected: IDENT | STRING got: LBRACE",
    });
  });
});
