import type { InstanceKey, ResourceMode } from "@tutti/addresses";
import { isQueryFile } from "@tutti/config";
import type { Traversal, TraversalStep } from "@tutti/hcl";
import { toFloat64, type Value } from "@tutti/values";

/** What a reference is to, and how many of its steps say so. */
export type Name =
  | {
      readonly kind: "resource";
      readonly mode: ResourceMode;
      readonly type: string;
      readonly name: string;
      /** `formatResourceName`: the key in a module's resources. */
      readonly key: string;
      /** A literal key behind the name (`a[0]`, `a["x"]`). */
      readonly instanceKey: Value | undefined;
      /** Steps up to and with the name, without the key. */
      readonly consumed: number;
    }
  | {
      readonly kind: "module";
      readonly name: string;
      readonly instanceKey: Value | undefined;
      /** The output that is named, if one is. */
      readonly output: string | undefined;
      readonly consumed: number;
    }
  | { readonly kind: NamedKind; readonly name: string; readonly consumed: 1 }
  | { readonly kind: "self"; readonly consumed: 0 };

type NamedKind = "var" | "local" | "count" | "each" | "path" | "terraform" | "output" | "run";

const NAMED: ReadonlySet<string> = new Set([
  "var",
  "local",
  "count",
  "each",
  "path",
  "terraform",
  "output",
  "run",
] satisfies NamedKind[]);

/** The key that a literal between brackets stands for; undefined where it is not known. */
export function literalKey(key: Value | undefined): InstanceKey {
  if (key === undefined || !key.isKnown) return undefined;
  return key.type.kind === "number" ? toFloat64(key.asNumber) : key.asString;
}

const known = new WeakMap<Traversal, Name | null>();

/** Undefined for what is no reference to anything of a module. Worked out once for each traversal. */
export function nameOf(traversal: Traversal): Name | undefined {
  let name = known.get(traversal);
  if (name === undefined) {
    name = parseName(traversal) ?? null;
    known.set(traversal, name);
  }
  return name ?? undefined;
}

function parseName({ rootName, steps, range }: Traversal): Name | undefined {
  const first = attributeAt(steps, 0);
  if (rootName === "self") return { kind: "self", consumed: 0 };
  if (rootName === "module") {
    if (first === undefined) return undefined;
    const instanceKey = keyAt(steps, 1);
    const output = attributeAt(steps, instanceKey === undefined ? 1 : 2);
    return { kind: "module", name: first, instanceKey, output, consumed: 1 };
  }
  if (NAMED.has(rootName)) {
    return first === undefined ? undefined : { kind: rootName as NamedKind, name: first, consumed: 1 };
  }
  const isMode = rootName === "data" || rootName === "ephemeral" || rootName === "resource";
  if (isMode || (rootName === "list" && isQueryFile(range.filename))) {
    const name = attributeAt(steps, 1);
    if (first === undefined || name === undefined) return undefined;
    const mode = rootName === "resource" ? "managed" : rootName;
    return resourceName(mode, first, name, steps, 2);
  }
  return first === undefined ? undefined : resourceName("managed", rootName, first, steps, 1);
}

function resourceName(
  mode: ResourceMode,
  type: string,
  name: string,
  steps: readonly TraversalStep[],
  consumed: number,
): Name {
  const key = mode === "managed" ? `${type}.${name}` : `${mode}.${type}.${name}`;
  return { kind: "resource", mode, type, name, key, instanceKey: keyAt(steps, consumed), consumed };
}

function attributeAt(steps: readonly TraversalStep[], at: number): string | undefined {
  const step = steps[at];
  return step?.kind === "attribute" ? step.name : undefined;
}

function keyAt(steps: readonly TraversalStep[], at: number): Value | undefined {
  const step = steps[at];
  return step?.kind === "index" ? step.key : undefined;
}
