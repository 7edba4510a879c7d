import fc from "fast-check";
import { expect, test } from "vitest";
import {
  formatBlockOf,
  formatConfigResource,
  formatInstance,
  modulePathOf,
  type ResourceInstance,
} from "./address.ts";
import { compareInstances, sortKeys } from "./order.ts";
import { formatTarget, parseInstance, parseTarget } from "./parse.ts";

const targets = [
  ["aws_vm.b", "resource aws_vm.b"],
  ["data.aws_ami.c", "resource data.aws_ami.c"],
  ["ephemeral.a.b", "resource ephemeral.a.b"],
  ["module.a", "module module.a"],
  ['module.a["x"].module.b[2]', 'module module.a["x"].module.b[2]'],
  ['module.a[0].aws_vm.b["k"]', 'instance module.a[0].aws_vm.b["k"]'],
  ['a.b["say \\"hi\\"\\n"]', 'instance a.b["say \\"hi\\"\\n"]'],
  ['a.b["$${x}"]', 'instance a.b["$${x}"]'],
  ['a.b["\\u00e9\\U0001F600"]', 'instance a.b["é😀"]'],
  ['a.b["\\UFFFFFFFF"]', "error at 4: An index must be a whole number or a quoted string."],
  ['a.b["\\q"]', "error at 4: An index must be a whole number or a quoted string."],
  ['a.b["k', "error at 4: An index must be a whole number or a quoted string."],
  ["module.a.module", 'error at 15: Prefix "module." must be followed by a module name.'],
  ["a[0].b", "error at 0: A resource name is required."],
  ["aws", "error at 3: Resource specification must include a resource type and name."],
  ["aws.", "error at 4: Dot must be followed by attribute name."],
  ["a.b[", "error at 4: An index must be a whole number or a quoted string."],
  ["a.b[1", "error at 5: The index must end with a closing bracket."],
  ["a.b.c", "error at 4: Unexpected extra operators after address."],
  ["a b", "error at 1: A dot or the end of the address is expected here."],
] as const;

test.each(targets)("parseTarget(%j) is %s", (text, wanted) => {
  const parsed = parseTarget(text);
  const shown = !parsed.ok
    ? `error at ${parsed.error.at}: ${parsed.error.message}`
    : `${parsed.value.kind} ${formatTarget(parsed.value)}`;
  expect(shown).toBe(wanted);
});

test.each([
  ["module.a", "A resource instance address is required here; a module was given."],
  ["a.b[", "An index must be a whole number or a quoted string."],
])("parseInstance(%j) is refused", (text, message) => {
  const parsed = parseInstance(text);
  expect(parsed.ok ? "" : parsed.error.message).toBe(message);
});

test("formatConfigResource() knows no keys", () => {
  const block = { module: ["m", "n"], mode: "managed", type: "a", name: "b" } as const;
  expect(formatConfigResource(block)).toBe("module.m.module.n.a.b");
  expect(formatConfigResource({ ...block, module: [] })).toBe("a.b");
  expect(
    formatBlockOf({
      ...block,
      module: [
        { name: "m", key: 1 },
        { name: "n", key: "k" },
      ],
    }),
  ).toBe("module.m.module.n.a.b");
  expect(formatBlockOf({ ...block, module: [] })).toBe("a.b");
  expect(modulePathOf([{ name: "m", key: 1 }])).toEqual(["m"]);
});

const name = fc
  .stringMatching(/^[a-z][a-z0-9_-]{0,6}$/)
  .filter((text) => !["module", "data", "ephemeral"].includes(text));
const key = fc.oneof(
  fc.constant(undefined),
  fc.nat(),
  fc.string({ unit: fc.constantFrom("$", "{", "%", "}", '"', "\\", "\n", "a", "é", "😀") }),
);
const instance: fc.Arbitrary<ResourceInstance> = fc.record({
  module: fc.array(fc.record({ name, key }), { maxLength: 2 }),
  mode: fc.constantFrom("managed" as const, "data" as const, "ephemeral" as const),
  type: name,
  name,
  key,
});

test("parseInstance() reads back what formatInstance() wrote", () => {
  fc.assert(
    fc.property(instance, (address) => {
      expect(parseInstance(formatInstance(address))).toEqual({ ok: true, value: address });
    }),
  );
});

test("keys are sorted: none, numbers, texts", () => {
  expect(sortKeys(["b", 10, undefined, "a", 2])).toEqual([undefined, 2, 10, "a", "b"]);
  expect(sortKeys([3, 1])).toEqual([1, 3]);
  expect(sortKeys([])).toEqual([]);
});

test("compareInstances() is a total order", () => {
  fc.assert(
    fc.property(instance, instance, instance, (a, b, c) => {
      expect(Math.sign(compareInstances(a, b))).toBe(-Math.sign(compareInstances(b, a)) + 0);
      if (compareInstances(a, b) <= 0 && compareInstances(b, c) <= 0)
        expect(compareInstances(a, c)).toBeLessThanOrEqual(0);
    }),
  );
});
