import type { InstanceKey, ResourceName } from "@tutti/addresses";
import type { SourceRange, Traversal, TraversalStep } from "@tutti/hcl";

/** What a reference is to, within one module. */
export type Subject =
  /** All of a resource: its one instance, or the tuple or object of its instances. */
  | { readonly kind: "resource"; readonly resource: ResourceName }
  | { readonly kind: "instance"; readonly resource: ResourceName; readonly key: InstanceKey }
  | { readonly kind: "module-call"; readonly name: string }
  | { readonly kind: "module-instance"; readonly name: string; readonly key: InstanceKey }
  | {
      readonly kind: "module-output";
      readonly name: string;
      readonly key: InstanceKey;
      readonly output: string;
    }
  | {
      readonly kind:
        | "variable"
        | "local"
        | "count"
        | "each"
        | "path"
        | "terraform"
        | "output"
        | "check"
        | "run";
      readonly name: string;
    }
  | { readonly kind: "self" };

/** What an expression refers to, and where it says so. */
export interface Reference {
  readonly subject: Subject;
  /** Of the part that names the subject. */
  readonly range: SourceRange;
  /** Steps into the subject's value. */
  readonly remaining: readonly TraversalStep[];
  readonly traversal: Traversal;
}
