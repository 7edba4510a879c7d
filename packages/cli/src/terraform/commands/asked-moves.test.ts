import { parseInstance, parseTarget } from "@tutti/addresses";
import { emptyState, NO_ADDRESSES, StateFold } from "@tutti/state";
import { expect, test } from "vitest";
import { askedMoves, MoveRefusal } from "./asked-moves.ts";

function parsed<T>(read: { readonly ok: true; readonly value: T } | { readonly ok: false }): T {
  if (!read.ok) throw new Error("no address");
  return read.value;
}

const STATE = [
  "t.a",
  "t.c[0]",
  "t.c[1]",
  't.e["k"]',
  "data.d.r",
  "module.one.t.p",
  "module.one.module.in.t.p",
  "module.n[0].t.p",
  "module.n[1].t.p",
]
  .reduce(
    (fold, address) => {
      fold.apply({
        kind: "object",
        operationId: undefined,
        address: parsed(parseInstance(address)),
        deposedKey: undefined,
        provider: 'provider["terraform.io/builtin/terraform"]',
        object: {
          status: "ready",
          schemaVersion: 0,
          attributesJson: "{}",
          sensitivePaths: [],
          private: undefined,
          dependencies: NO_ADDRESSES,
          createBeforeDestroy: false,
        },
      });
      return fold;
    },
    new StateFold(emptyState("one")),
  )
  .state();

const WHOLE =
  "the source is a whole resource (not a resource instance) so the target must also be a whole resource.";

/** As `terraform state mv -dry-run` told of them. */
test.each([
  ["t.a", "t.b", ["t.a > t.b: 1"]],
  ["t.a", "t.b[0]", ["t.a > t.b[0]: 1"]],
  ["t.a", "t.c", ["t.a > t.c: 1"]],
  ["t.c[0]", "t.c", ["t.c[0] > t.c: 1"]],
  ["t.c", "t.d", ["t.c > t.d: 2"]],
  ["t.c", "module.x.t.c", ["t.c > module.x.t.c: 2"]],
  ["module.n[0]", 'module.new["k"]', ['module.n[0] > module.new["k"]: 1']],
  ["module.one", "module.x", ["module.one > module.x: 1", "module.one.module.in > module.x.module.in: 1"]],
  ["module.n", "module.x", ["Cannot move module.n: does not match anything in the current state."]],
  ["module.gone", "module.x", ["Cannot move module.gone: does not match anything in the current state."]],
  ["module.n[0]", "module.one", []],
  ["module.one", "t.x", ["Cannot move module.one to t.x: the target must also be a module."]],
  ["t.gone", "t.x", ["Cannot move t.gone: does not match anything in the current state."]],
  ["t.c[9]", "t.c[10]", ["The current state does not contain t.c[9]."]],
  ["t.c", "t.d[0]", [`Cannot move t.c to t.d[0]: ${WHOLE}`]],
  ["t.c", "module.x", [`Cannot move t.c to module.x: ${WHOLE}`]],
  ["t.a", "module.x", ["Cannot move t.a to module.x: the target must also be a resource instance."]],
  ["t.c", "t.a", ["Cannot move to t.a: there is already a resource at that address in the current state."]],
  [
    "t.c[0]",
    "t.c[1]",
    ["Cannot move to t.c[1]: there is already a resource instance at that address in the current state."],
  ],
  [
    "t.c[9]",
    "data.d.r",
    [
      "Cannot move t.c to data.d.r: a managed resource can be moved only to another managed resource address.",
      "Cannot move t.c to data.d.r: resource types don't match.",
      "Cannot move to data.d.r: there is already a resource instance at that address in the current state.",
      "The current state does not contain t.c[9].",
    ],
  ],
  [
    "t.c",
    "data.d.r",
    [
      "Cannot move t.c to data.d.r: a managed resource can be moved only to another managed resource address.",
      "Cannot move t.c to data.d.r: resource types don't match.",
      "Cannot move to data.d.r: there is already a resource at that address in the current state.",
    ],
  ],
  ["t.c[0]", "u.x", ["Cannot move t.c to u.x: resource types don't match."]],
  [
    "t.a",
    "data.d.x",
    [
      "Cannot move t.a to data.d.x: a managed resource can be moved only to another managed resource address.",
      "Cannot move t.a to data.d.x: resource types don't match.",
    ],
  ],
  [
    "data.d.r",
    "d.r",
    ["Cannot move data.d.r to d.r: a data resource can be moved only to another data resource address."],
  ],
])("%s to %s", (from, to, wanted) => {
  const asked = askedMoves({ from: parsed(parseTarget(from)), to: parsed(parseTarget(to)) }, STATE, STATE);
  const told =
    asked instanceof MoveRefusal
      ? asked.diagnostics.map(({ detail }) => detail)
      : asked.map((one) => `${one.from} > ${one.to}: ${one.moves.length}`);
  expect(told).toEqual(wanted);
});
