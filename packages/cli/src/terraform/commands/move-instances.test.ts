import { formatInstance, parseInstance } from "@tutti/addresses";
import { instancesOf } from "@tutti/operation";
import { addressList, emptyState, type State, StateFold } from "@tutti/state";
import { expect, test } from "vitest";
import { moveInstances } from "./move-instances.ts";

function instance(text: string) {
  const parsed = parseInstance(text);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.value;
}

/** Objects with what they depend on, one on a line: `a < b c`. */
function stateOf(...lines: readonly string[]): State {
  const fold = new StateFold(emptyState("one"));
  for (const line of lines) {
    const [address = "", dependencies = ""] = line.split(" < ");
    fold.apply({
      kind: "object",
      operationId: undefined,
      address: instance(address),
      deposedKey: undefined,
      provider: 'provider["terraform.io/builtin/terraform"]',
      object: {
        status: "ready",
        schemaVersion: 0,
        attributesJson: "{}",
        sensitivePaths: [],
        private: undefined,
        dependencies: addressList(dependencies === "" ? [] : dependencies.split(" ")),
        createBeforeDestroy: false,
      },
    });
  }
  return fold.state();
}

function linesOf(state: State): readonly string[] {
  return instancesOf(state).map(({ address, instance: { current } }) =>
    [formatInstance(address), ...(current?.dependencies.length ? ["<", ...current.dependencies] : [])].join(
      " ",
    ),
  );
}

const BEFORE = [
  "t.a",
  "t.b < t.a",
  "t.c < t.a t.b",
  "t.n[0] < t.a",
  "t.n[1] < t.a",
  "t.f < t.a t.n",
  "module.m.t.p",
  "module.m.t.q < module.m.t.p",
  "t.g < module.m.t.p module.m.t.q",
] as const;

// As `terraform state mv` leaves it.
test.each([
  ["t.b", "t.z", { "t.b": ["t.z < t.a"], "t.c": ["t.c"] }],
  ["t.n[0]", "t.n[5]", { "t.n[0]": ["t.n[5] < t.a"], "t.f": ["t.f"] }],
  ["module.m.t.p", "t.z", { "module.m.t.p": ["t.z"], "module.m.t.q": ["module.m.t.q"], "t.g": ["t.g"] }],
  ["t.g", "t.z", { "t.g": ["t.z < module.m.t.p module.m.t.q"] }],
] as const)("%s moves to %s: what depends on it depends on nothing", (from, to, changed) => {
  const state = stateOf(...BEFORE);
  const after = moveInstances(state, state, [{ from: instance(from), to: instance(to) }]);
  const others: Readonly<Record<string, readonly string[]>> = changed;
  const wanted = BEFORE.flatMap((line) => others[line.split(" ")[0] ?? ""] ?? [line]);
  expect(linesOf(after.target).toSorted()).toEqual(wanted.toSorted());
});

test("what stays behind in another state keeps its dependencies", () => {
  const source = stateOf("t.a", "t.b < t.a");
  const after = moveInstances(source, emptyState("two"), [{ from: instance("t.a"), to: instance("t.z") }]);
  expect(linesOf(after.source)).toEqual(["t.b < t.a"]);
  expect(linesOf(after.target)).toEqual(["t.z"]);
});
