/** Resources by the module instances that they are in, as `planned_values` and states list them. */

import { type AbsoluteResource, formatModule, type ModuleInstance } from "@tutti/addresses";
import { compareCodePoints } from "@tutti/values";
import { type JsonText, type LazyJson, LazyList, LazyObject, lazily } from "./lazy-json.ts";

export interface Listed {
  readonly address: AbsoluteResource;
  readonly text: string;
  /** Made when it is written. */
  readonly json: () => JsonText;
}

interface Branch {
  readonly address: string;
  readonly resources: Listed[];
  readonly children: Map<string, Branch>;
}

export function moduleTreeJson(resources: Iterable<Listed>): LazyJson {
  const root: Branch = { address: "", resources: [], children: new Map() };
  for (const resource of resources) branchOf(root, resource.address.module).resources.push(resource);
  return branchJson(root);
}

function branchOf(root: Branch, module: ModuleInstance): Branch {
  let branch = root;
  for (let length = 1; length <= module.length; length++) {
    const address = formatModule(module.slice(0, length));
    let child = branch.children.get(address);
    if (child === undefined) {
      child = { address, resources: [], children: new Map() };
      branch.children.set(address, child);
    }
    branch = child;
  }
  return branch;
}

function branchJson({ address, resources, children }: Branch): LazyJson {
  const sorted = resources.toSorted((a, b) => compareCodePoints(a.text, b.text));
  const below = [...children.values()].toSorted((a, b) => compareCodePoints(a.address, b.address));
  return new LazyObject({
    resources: sorted.length === 0 ? undefined : new LazyList(() => lazily(sorted, ({ json }) => json())),
    address: address === "" ? undefined : address,
    child_modules: below.length === 0 ? undefined : new LazyList(() => lazily(below, branchJson)),
  });
}
