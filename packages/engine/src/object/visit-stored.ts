/** A walk in which no object is worked out: of resources there is what the state says. */

import { formatResource } from "@tutti/addresses";
import type { InputValue } from "@tutti/config";
import type { State } from "@tutti/state";
import type { ConfigNode } from "../graph/config-node.ts";
import { evaluateLocal, evaluateOutput, evaluateVariable, expandModule } from "../scope/evaluate-named.ts";
import { setStoredValues } from "../scope/stored-values.ts";
import type { Walk } from "../scope/walk.ts";
import { decodeSameVersion } from "./object-codec.ts";

/** Evaluates one node; what it waits for has been before. Conditions and providers are left out. */
export function visitStored(
  walk: Walk,
  node: ConfigNode,
  state: State,
  variables: ReadonlyMap<string, InputValue>,
): void {
  switch (node.kind) {
    case "variable":
      evaluateVariable(walk, node, variables);
      return;
    case "local":
      evaluateLocal(walk, node);
      return;
    case "output":
      evaluateOutput(walk, node);
      return;
    case "expand":
      expandModule(walk, node);
      return;
    case "resource":
      setStoredValues(
        walk,
        node,
        state.resources,
        (object, address) => decodeSameVersion(object, node.schema, formatResource(address)).value,
      );
      return;
    case "close":
    case "check":
    case "provider":
      return;
  }
}
