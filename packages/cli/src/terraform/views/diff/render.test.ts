import {
  DYNAMIC,
  decodeImplied,
  type Json,
  parseJson,
  rawEquals,
  stringValue,
  unmarkDeep,
  Value,
  withChildren,
} from "@tutti/values";
import { describe, expect, it } from "vitest";
import { diffValue } from "./compute-value.ts";
import { renderDiff } from "./render.ts";
import { PLAIN, STATE } from "./render-options.ts";

function value(text: string): Value {
  return decodeImplied(parseJson(text) as Json);
}

/** Data, in which "?" is not known. */
function withUnknowns(data: unknown): Value {
  const known = (part: Value): Value =>
    rawEquals(part, stringValue("?"))
      ? Value.unknown(DYNAMIC)
      : part.isNull
        ? part
        : withChildren(part, known);
  return known(value(JSON.stringify(data)));
}

function shown(before: Value | undefined, after: Value | undefined): string {
  const diff = diffValue(before, after, DYNAMIC);
  if (diff === undefined) return "";
  return `${PLAIN.symbol(diff.action)}x = ${renderDiff(diff, 0, PLAIN)}`;
}

// Compatibility: these texts are what Terraform 1.11.4 prints.
describe("renderDiff()", () => {
  it("pairs lists of one length place by place", () => {
    expect(shown(value('["a","b","c"]'), value('["a","c","d"]'))).toBe(
      '  ~ x = [\n        "a",\n      ~ "b" -> "c",\n      ~ "c" -> "d",\n    ]',
    );
  });

  it("keeps one unchanged neighbour on each side of a change", () => {
    expect(shown(value("[1,2,3,4,5,6,7,8,9]"), value("[1,2,3,4,55,6,7,8,9]"))).toBe(
      "  ~ x = [\n        # (3 unchanged elements hidden)\n        4,\n      ~ 5 -> 55,\n        6,\n        # (3 unchanged elements hidden)\n    ]",
    );
  });

  it("removes and adds around what stays in lists of other length", () => {
    expect(shown(value("[1,2,3]"), value("[3,2]"))).toBe(
      "  ~ x = [\n      - 1,\n      - 2,\n        3,\n      + 2,\n    ]",
    );
  });

  // What is to be known is null in the JSON that is compared, and comes anew where there was null.
  it.each([
    ['["a",null]', ["a", "?"], ['"a",', "+ (known after apply),"]],
    ["[null,1,null]", ["?", 1, "b"], ["+ (known after apply),", "1,", "- null,", '+ "b",']],
    ['[null,null,"a"]', ["?", "b", null], ["+ (known after apply),", '~ null -> "b",', '~ "a" -> null,']],
    ["[1,null]", [null, "?", 1], ["- 1,", "null,", "+ (known after apply),", "+ 1,"]],
    ["[[null],1]", [1, ["?"]], ["- [", "- null,", "],", "1,", "+ [", "+ (known after apply),", "],"]],
    [
      '[{"a":null},1]',
      [1, { a: "?" }],
      ["~ {", "- a = null", "} -> 1,", "~ 1 -> {", "+ a = (known after apply)", "},"],
    ],
    [
      '{"a":null,"b":"x"}',
      { a: "?", b: "?" },
      ["+ a = (known after apply)", '~ b = "x" -> (known after apply)'],
    ],
  ])("adds what is to be known in the place of null: %s", (before, after, wanted) => {
    const lines = shown(value(before), withUnknowns(after)).split("\n");
    expect(lines.slice(1, -1).map((line) => line.trim())).toEqual(wanted);
  });

  it("shows a value that becomes another kind, and one that goes", () => {
    expect(shown(value('"5"'), value("5"))).toBe('  ~ x = "5" -> 5');
    expect(shown(value("[1]"), value("{}"))).toBe("  ~ x = [\n      - 1,\n    ] -> {}");
    expect(shown(value("[1]"), undefined)).toBe("  - x = [\n      - 1,\n    ] -> null");
  });

  it("shows JSON in strings as what it says", () => {
    expect(shown(value('"{\\"a\\": [1,2]}"'), value('"{ \\"a\\":[1,2] }"'))).toBe(
      "  ~ x = jsonencode( # whitespace changes\n        {\n            a = [\n                1,\n                2,\n            ]\n        }\n    )",
    );
  });

  it("compares lines of texts", () => {
    expect(shown(value('"one\\ntwo\\n"'), value('"one\\n2\\n"'))).toBe(
      "  ~ x = <<-EOT\n        one\n      - two\n      + 2\n    EOT",
    );
  });

  it("hides sensitive values, and says when that changes", () => {
    const open = value('{"a":"s"}');
    const hidden = decodeHidden(open);
    expect(shown(open, hidden)).toBe(
      "  ~ x = {\n      # Warning: this attribute value will be marked as sensitive and will not\n      # display in UI output after applying this change. The value is unchanged.\n      ~ a = (sensitive value)\n    }",
    );
    expect(unmarkDeep(hidden).marks.size).toBe(1);
  });

  it("writes zero without a sign in a plan, and with it in a state", () => {
    expect(shown(value("-0"), value("[-0]"))).toBe("  ~ x = 0 -> [\n      + 0,\n    ]");
    const stored = diffValue(value("-0"), value("-0"), DYNAMIC);
    expect(stored && renderDiff(stored, 0, STATE)).toBe("-0");
  });

  it("says what is known only after apply", () => {
    expect(shown(value('"a"'), Value.unknown(DYNAMIC))).toBe('  ~ x = "a" -> (known after apply)');
    expect(shown(value('""'), Value.unknown(DYNAMIC))).toBe("  ~ x = null -> (known after apply)");
    expect(shown(value('" "'), Value.unknown(DYNAMIC))).toBe('  ~ x = " " -> (known after apply)');
    expect(shown(value("0"), Value.unknown(DYNAMIC))).toBe("  ~ x = 0 -> (known after apply)");
    expect(shown(undefined, Value.unknown(DYNAMIC))).toBe("  + x = (known after apply)");
  });
});

function decodeHidden(object: Value): Value {
  const entries = new Map([...object.asEntries].map(([name, item]) => [name, item.withMarks(["sensitive"])]));
  return Value.knownUnchecked(object.type, entries);
}
