import type { InstanceKey, ModuleStep, ResourceInstance, ResourceMode } from "@tutti/addresses";
import { rangeBetween, type SourceRange, type Traversal, type TraversalStep } from "@tutti/hcl";
import { toFloat64 } from "@tutti/values";
import type { DiagnosticList } from "../diagnostic-list.ts";
import { configError } from "../errors.ts";
import type { MoveEndpoint } from "../module/refactoring.ts";

/** Names that begin references of other kinds. */
const RESERVED: ReadonlySet<string> = new Set([
  "count",
  "each",
  "local",
  "path",
  "run",
  "self",
  "template",
  "terraform",
  "var",
  "check",
  "output",
  "action",
  "lazy",
  "arg",
]);

const INVALID = configError("invalid-address");
const NOT_WHOLE = "value must be a whole number, between -9223372036854775808 and 9223372036854775807";
/** What stands where the type of a resource should, by how the address begins. */
const NO_TYPE: Readonly<Record<ResourceMode, string>> = {
  managed: "A resource type name is required.",
  data: "A data source name is required.",
  ephemeral: "An ephemeral resource type name is required.",
  list: "A list type name is required.",
};
const BAD_OPERATOR = configError("invalid-address-operator");

/**
 * `module.a["x"].aws_vm.b[0]` as a reference → the address it is; undefined after an error. `anyType`: a type may
 * be called by any name but `data`, so that `count.x`, `resource.x` and `ephemeral.x` are resources too.
 */
export function addressOfTraversal(
  traversal: Traversal,
  diagnostics: DiagnosticList,
  anyType = false,
): MoveEndpoint | undefined {
  const reader = new Reader(traversal, diagnostics, anyType);
  return reader.read();
}

class Reader {
  readonly #steps: readonly Step[];
  readonly #range: SourceRange;
  readonly #diagnostics: DiagnosticList;
  readonly #anyType: boolean;
  #at = 0;

  constructor(traversal: Traversal, diagnostics: DiagnosticList, anyType: boolean) {
    this.#steps = [
      { kind: "attribute", name: traversal.rootName, range: traversal.rootRange },
      ...traversal.steps,
    ];
    this.#range = traversal.range;
    this.#diagnostics = diagnostics;
    this.#anyType = anyType;
  }

  read(): MoveEndpoint | undefined {
    const module: ModuleStep[] = [];
    while (this.#nameAt(this.#at) === "module") {
      this.#at += 1;
      const name = this.#takeName('Prefix "module." must be followed by a module name.', BAD_OPERATOR);
      if (name === undefined) return undefined;
      const key = this.#takeKey("module");
      if (key === false) return undefined;
      module.push({ name, key });
    }
    if (this.#at >= this.#steps.length) return { kind: "module", module, range: this.#range };
    return this.#readResource(module);
  }

  #readResource(module: readonly ModuleStep[]): MoveEndpoint | undefined {
    let mode: ResourceMode = "managed";
    const first = this.#nameAt(this.#at);
    if (first === "data" || (first === "ephemeral" && !this.#anyType)) {
      mode = first;
      this.#at += 1;
    } else if (this.#anyType) mode = "managed";
    else if (first === "resource") this.#at += 1;
    else if (first !== undefined && RESERVED.has(first)) {
      return this.#refuse(
        `The keyword "${first}" is reserved and cannot be used to target a resource address. If you are targeting a resource type that uses a reserved keyword, please prefix your address with "resource.".`,
        rangeBetween(this.#steps[this.#at]?.range ?? this.#range, this.#range),
      );
    }
    const incomplete = "Resource specification must include a resource type and name.";
    if (this.#steps.length - this.#at < 2) {
      const last = this.#steps.at(-1);
      return this.#refuse(incomplete, last === undefined ? this.#range : last.range);
    }
    const type = this.#takeName(NO_TYPE[mode]);
    if (type === undefined) return undefined;
    const name = this.#takeName("A resource name is required.");
    if (name === undefined) return undefined;
    const next = this.#steps[this.#at];
    if (next?.kind === "attribute" && this.#at === this.#steps.length - 1) {
      return this.#refuse("Resource instance key must be given in square brackets.", next.range);
    }
    const key = this.#takeKey("resource");
    if (key === false) return undefined;
    const surplus = this.#steps[this.#at];
    if (surplus !== undefined)
      return this.#refuse("Unexpected extra operators after address.", surplus.range);
    const instance: ResourceInstance = { module, mode, type, name, key };
    return { kind: "resource", instance, range: this.#range };
  }

  #nameAt(index: number): string | undefined {
    const step = this.#steps[index];
    return step?.kind === "attribute" ? step.name : undefined;
  }

  #takeName(missing: string, kind = INVALID): string | undefined {
    const name = this.#nameAt(this.#at);
    if (name === undefined) {
      const step = this.#steps[this.#at] ?? this.#steps.at(-1);
      return this.#refuse(missing, step?.range ?? this.#range, kind);
    }
    this.#at += 1;
    return name;
  }

  /** The key of an index step; undefined where there is none, false after an error. */
  #takeKey(of: "module" | "resource"): InstanceKey | false {
    const step = this.#steps[this.#at];
    if (step === undefined || step.kind === "attribute") return undefined;
    this.#at += 1;
    const key = step.kind === "index" ? instanceKeyOf(step.key) : undefined;
    if (key !== undefined) return key;
    const fraction = step.kind === "index" && step.key.type.kind === "number";
    if (of === "module")
      this.#refuse(
        fraction
          ? `Invalid module index: ${NOT_WHOLE}.`
          : "Invalid module key: must be either a string or an integer.",
        step.range,
        BAD_OPERATOR,
      );
    else
      this.#refuse(
        `Invalid resource instance key: ${fraction ? NOT_WHOLE : "either a string or an integer is required"}.`,
        step.range,
      );
    return false;
  }

  #refuse(detail: string, subject: SourceRange, kind = INVALID): undefined {
    this.#diagnostics.error(kind, detail, subject);
  }
}

type Step = TraversalStep;

/** A constant index as a key of an instance. */
export function instanceKeyOf(
  value: Extract<TraversalStep, { kind: "index" }>["key"],
): string | number | undefined {
  if (!value.isKnown) return undefined;
  if (value.type.kind === "string") return value.asString;
  if (value.type.kind !== "number") return undefined;
  const number = toFloat64(value.asNumber);
  return Number.isSafeInteger(number) ? number : undefined;
}
