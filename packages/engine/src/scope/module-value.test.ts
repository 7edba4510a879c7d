import { numberValue, STRING, stringValue, Value } from "@tutti/values";
import { expect, test } from "vitest";
import { valueText } from "../../testkit/described-plan.ts";
import { configOf } from "../../testkit/world.ts";
import type { CallExpansion } from "./module-scope.ts";
import { ModuleScope } from "./module-scope.ts";
import { moduleCallValue, moduleOutputValue } from "./module-value.ts";

const config = await configOf({
  "main.tf": 'module "m" {\n  source = "./m"\n}\n',
  "m/main.tf": 'output "a" {\n  value = 1\n}\noutput "b" {\n  value = 2\n}\n',
});
const node = config.root.children.get("m");
if (node === undefined) throw new Error("no module");

/** An instance of the module whose output `a` is this; `b` is not worked out. */
function instance(key: string | number | undefined, a?: string): [typeof key, ModuleScope] {
  const scope = new ModuleScope(node as NonNullable<typeof node>, [{ name: "m", key }]);
  if (a !== undefined) scope.outputs.set("a", stringValue(a));
  return [key, scope];
}

function call(
  kind: CallExpansion["kind"],
  ...instances: [string | number | undefined, ModuleScope][]
): CallExpansion {
  return { kind, instances: new Map(instances) };
}

const SINGLE = () => call("single", instance(undefined, "x"));
const COUNT = () => call("count", instance(0, "x"), instance(1, "y"));
const EACH = () => call("for_each", instance("k", "x"), instance("l"));

test.each<[string, CallExpansion, string]>([
  ["one", SINGLE(), '{a="x" b=?}'],
  ["one that is not there yet", call("single"), "?"],
  ["so many", COUNT(), '[{a="x" b=?} {a="y" b=?}]'],
  ["none", call("count"), "[]"],
  ["by key", EACH(), '{k={a="x" b=?} l={a=? b=?}}'],
  ["by no key", call("for_each"), "{}"],
  ["not known how many", call("unknown", instance(0, "x")), "?"],
])("the value of all: %s", (_, expansion, wanted) => {
  const value = moduleCallValue(expansion);
  expect(valueText(value)).toBe(wanted);
  expect(moduleCallValue(expansion)).toBe(value);
});

const key = { zero: numberValue(0), two: numberValue(2), k: stringValue("k"), z: stringValue("z") };

test.each<[string, CallExpansion, Value | undefined, string, string | undefined]>([
  ["of the one", SINGLE(), undefined, "a", '"x"'],
  ["of the one that has none yet", SINGLE(), undefined, "b", undefined],
  ["of the one by a key", SINGLE(), key.zero, "a", undefined],
  ["of many without a key", COUNT(), undefined, "a", undefined],
  ["by a number", COUNT(), key.zero, "a", '"x"'],
  ["by a number that is too high", COUNT(), key.two, "a", undefined],
  ["by a text where numbers count", COUNT(), stringValue("0"), "a", undefined],
  ["by a key", EACH(), key.k, "a", '"x"'],
  ["by a key that is not there", EACH(), key.z, "a", undefined],
  ["by a number where keys count", EACH(), key.zero, "a", undefined],
  ["by a key that is not known", EACH(), Value.unknown(STRING), "a", undefined],
  ["by a secret key", EACH(), key.k.withMarks(["sensitive"]), "a", undefined],
  ["where nothing is known", call("unknown", instance(0, "x")), key.zero, "a", undefined],
])("one output: %s", (_, expansion, index, output, wanted) => {
  const value = moduleOutputValue(expansion, index, output);
  expect(value === undefined ? undefined : valueText(value)).toBe(wanted);
});
