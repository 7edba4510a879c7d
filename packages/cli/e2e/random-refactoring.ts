/** `moved`, `removed` and `import` blocks, drawn at random: right ones, and such as Terraform refuses. */

import fc from "fast-check";

/** One block, for things of the random configurations; `gone`: what it speaks of is no longer declared. */
export interface Refactoring {
  readonly kind: "moved" | "removed" | "import" | "import each";
  readonly from: string;
  readonly fromKey: string;
  readonly to: string;
  readonly toKey: string;
  readonly destroy: boolean;
  readonly gone: boolean;
}

const THINGS = [
  "terraform_data.a",
  "terraform_data.b",
  "terraform_data.c",
  "terraform_data.d",
  "terraform_data.new",
  "module.m",
  "module.m.terraform_data.x",
] as const;
const KEYS = ["", "", "", "[0]", "[1]", '["k1"]', '["K 3"]'] as const;

export const refactoring: fc.Arbitrary<Refactoring> = fc.record({
  kind: fc.constantFrom("moved", "moved", "moved", "removed", "removed", "import", "import each"),
  from: fc.constantFrom(...THINGS),
  fromKey: fc.constantFrom(...KEYS),
  to: fc.constantFrom(...THINGS),
  toKey: fc.constantFrom(...KEYS),
  destroy: fc.boolean(),
  gone: fc.nat(3).map((n) => n > 0),
});

/** The names of blocks that the second configuration leaves out for it. */
export function undeclares({ kind, from, gone }: Refactoring): readonly string[] {
  if (!gone || kind === "import" || kind === "import each") return [];
  return [from.startsWith("module.") ? "m" : from.replace("terraform_data.", "")];
}

export function refactoringText(given: Refactoring): string {
  const { kind, from, fromKey, destroy } = given;
  switch (kind) {
    case "moved":
      return `moved {\n  from = ${from}${fromKey}\n  to   = ${target(given)}${given.toKey}\n}`;
    case "removed":
      return `removed {\n  from = ${from}\n  lifecycle {\n    destroy = ${destroy}\n  }\n}`;
    case "import":
      return `import {\n  to = ${resource(from)}${fromKey}\n  id = "an-id"\n}`;
    case "import each":
      return `import {\n  for_each = toset(["k1"])\n  to       = ${resource(from)}[each.key]\n  id       = each.key\n}`;
  }
}

/** Of the same kind as where it comes from: otherwise nothing is learned but that. */
function target({ from, to }: Refactoring): string {
  const isModule = from === "module.m";
  if (isModule === (to === "module.m")) return to;
  return isModule ? "module.n" : "terraform_data.new";
}

function resource(from: string): string {
  return from === "module.m" ? "module.m.terraform_data.x" : from;
}
