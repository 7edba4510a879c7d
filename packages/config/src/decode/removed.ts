import { type Block, rangeText, type Traversal, type TraversalStep } from "@tutti/hcl";
import type { DiagnosticList } from "../diagnostic-list.ts";
import { configError } from "../errors.ts";
import type { Removed } from "../module/refactoring.ts";
import type { Connection, Provisioner } from "../module/resource.ts";
import { addressOfTraversal } from "../reference/address-traversal.ts";
import { connectionBody } from "./connection-body.ts";
import { decodeProvisioner } from "./provisioner.ts";
import { decodeBool } from "./static-value.ts";
import { referenceIn } from "./static-view.ts";

const SCHEMA = {
  attributes: [{ name: "from", required: true }],
  blocks: [{ type: "lifecycle" }, { type: "connection" }, { type: "provisioner", labelNames: ["type"] }],
};

export function decodeRemoved(block: Block, diagnostics: DiagnosticList): Removed | undefined {
  const { content, diagnostics: found } = block.body.content(SCHEMA);
  diagnostics.addAll(found);
  const attribute = content.attributes.get("from");
  let from: Removed["from"] | undefined;
  if (attribute !== undefined) {
    const traversal = referenceIn(attribute.expression, diagnostics);
    if (traversal !== undefined) from = decodeFrom(traversal, diagnostics);
  }
  const inner = decodeInnerBlocks(content.blocks, from?.kind === "resource", diagnostics);
  return from === undefined ? undefined : { from, ...inner, declRange: block.defRange };
}

function decodeFrom(traversal: Traversal, diagnostics: DiagnosticList): Removed["from"] | undefined {
  const { moduleKey, surplus } = stepsTooMany(traversal);
  if (moduleKey !== undefined) {
    diagnostics.error(
      configError("module-instance-keys-not-allowed"),
      'Module address must be a module (e.g. "module.foo"), not a module instance (e.g. "module.foo[1]").',
      moduleKey.range,
    );
    return undefined;
  }
  if (surplus !== undefined) {
    diagnostics.error(
      configError("resource-instance-keys-not-allowed"),
      'Resource address must be a resource (e.g. "test_instance.foo"), not a resource instance (e.g. "test_instance.foo[1]").',
      surplus.range,
    );
    return undefined;
  }
  // Of all words in front Terraform knows `data` alone here; any other is a type.
  const endpoint = addressOfTraversal(traversal, diagnostics, true);
  if (endpoint === undefined) return undefined;
  if (endpoint.kind === "module") return { kind: "module", path: endpoint.module.map(({ name }) => name) };
  const { module, mode, type, name } = endpoint.instance;
  if (mode === "data") {
    diagnostics.error(
      configError("data-source-address-not-allowed"),
      "Data sources are never destroyed, so they are not valid targets of removed blocks. To remove the data source from state, remove the data source block from configuration.",
      traversal.range,
    );
    return undefined;
  }
  return { kind: "resource", resource: { module: module.map((step) => step.name), mode, type, name } };
}

/**
 * The key of a module, and the first step behind the resource's name;
 * `resource.` in front counts as one of its steps, as Terraform has it.
 */
function stepsTooMany(traversal: Traversal): {
  readonly moduleKey: TraversalStep | undefined;
  readonly surplus: TraversalStep | undefined;
} {
  const root: TraversalStep = { kind: "attribute", name: traversal.rootName, range: traversal.rootRange };
  const steps = [root, ...traversal.steps];
  const isNamed = (at: number, name: string): boolean => {
    const step = steps[at];
    return step?.kind === "attribute" && step.name === name;
  };
  let at = 0;
  while (isNamed(at, "module")) {
    at += 2;
    const key = steps[at];
    if (key?.kind === "index") return { moduleKey: key, surplus: undefined };
  }
  if (isNamed(at, "data")) at += 1;
  const isWhole = steps.slice(at, at + 2).every(({ kind }) => kind === "attribute");
  return { moduleKey: undefined, surplus: isWhole ? steps[at + 2] : undefined };
}

function decodeInnerBlocks(
  blocks: readonly Block[],
  ofResource: boolean,
  diagnostics: DiagnosticList,
): { readonly destroy: boolean; readonly provisioners: readonly Provisioner[] } {
  let destroy = true;
  let connection: Connection | undefined;
  const provisioners: Provisioner[] = [];
  for (const block of blocks) {
    if (block.type === "lifecycle") {
      const { content, diagnostics: found } = block.body.content({ attributes: [{ name: "destroy" }] });
      diagnostics.addAll(found);
      destroy = decodeBool(content.attributes.get("destroy"), diagnostics) ?? destroy;
    } else if (block.type === "connection") {
      if (!ofResource) {
        diagnostics.error(
          configError("invalid-connection-block"),
          "Provisioner connection configuration is valid only when a removed block targets a managed resource.",
          block.defRange,
        );
      } else if (connection !== undefined) {
        diagnostics.error(
          configError("duplicate-connection-block"),
          `This "removed" block already has a connection block at ${rangeText(connection.declRange)}.`,
          block.defRange,
        );
      } else connection = { config: block.body, declRange: block.defRange };
    } else {
      const provisioner = decodeRemovedProvisioner(block, ofResource, diagnostics);
      if (provisioner !== undefined) provisioners.push(provisioner);
    }
  }
  return {
    destroy,
    provisioners: provisioners.map((each) => {
      const config = connectionBody(each, connection);
      const own = each.connection ?? connection;
      return { ...each, connection: config && own && { ...own, config } };
    }),
  };
}

function decodeRemovedProvisioner(
  block: Block,
  ofResource: boolean,
  diagnostics: DiagnosticList,
): Provisioner | undefined {
  const provisioner = decodeProvisioner(block, diagnostics);
  if (!ofResource) {
    diagnostics.error(
      configError("invalid-provisioner-block"),
      "Provisioners are valid only when a removed block targets a managed resource.",
      block.defRange,
    );
    return undefined;
  }
  if (provisioner !== undefined && provisioner.when !== "destroy") {
    diagnostics.error(
      configError("invalid-provisioner-block"),
      'Only destroy-time provisioners are valid in "removed" blocks. To declare a destroy-time provisioner, use:\n    when = destroy',
      block.defRange,
    );
  }
  return provisioner;
}
