import { DYNAMIC, decodeImplied, type Json, parseJson, unmarkDeep, Value } from "@tutti/values";
import { describe, expect, it } from "vitest";
import { diffValue } from "./compute-value.ts";
import { renderDiff } from "./render.ts";
import { PLAIN } from "./render-options.ts";

function value(text: string): Value {
  return decodeImplied(parseJson(text) as Json);
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
