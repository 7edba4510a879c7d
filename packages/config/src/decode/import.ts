import type { ConfigResource } from "@tutti/addresses";
import {
  type Attribute,
  type Block,
  type Expression,
  nativeExpression,
  type Traversal,
  traversalIn,
  traversalText,
} from "@tutti/hcl";
import type { DiagnosticList } from "../diagnostic-list.ts";
import { configError } from "../errors.ts";
import type { LanguageFeatures } from "../features.ts";
import type { ProviderReference } from "../module/provider.ts";
import type { Import } from "../module/refactoring.ts";
import { addressOfTraversal } from "../reference/address-traversal.ts";
import { decodeProviderReference } from "./provider-reference.ts";
import { referenceIn } from "./static-view.ts";

const ATTRIBUTES = [{ name: "to", required: true }, { name: "for_each" }, { name: "provider" }];
const PLAIN = { attributes: [...ATTRIBUTES, { name: "id", required: true }] };
const WITH_IDENTITY = { attributes: [...ATTRIBUTES, { name: "id" }, { name: "identity" }] };

export function decodeImport(
  block: Block,
  language: Pick<LanguageFeatures, "importIdentity" | "providerForEach">,
  diagnostics: DiagnosticList,
): Import | undefined {
  const { importIdentity } = language;
  const { content, diagnostics: found } = block.body.content(importIdentity ? WITH_IDENTITY : PLAIN);
  diagnostics.addAll(found);
  const { attributes } = content;
  if (importIdentity) checkSubject(block, attributes, diagnostics);
  const to = attributes.get("to");
  const provider = attributes.get("provider")?.expression;
  const providerReference =
    provider === undefined ? undefined : decodeProviderReference(provider, "provider", diagnostics, language);
  refuseWorkedOutKey(providerReference, diagnostics);
  // In JSON it is a text that holds the address, keys that are computed included.
  const address = to === undefined ? undefined : nativeExpression(to.expression);
  const toResource =
    to === undefined || address === undefined
      ? undefined
      : decodeTo({ ...to, expression: address }, diagnostics);
  if (address === undefined || toResource === undefined) return undefined;
  const constant = traversalIn(address);
  return {
    to: address,
    toResource,
    toKey: constant === undefined ? undefined : traversalText(constant),
    id: attributes.get("id")?.expression,
    identity: attributes.get("id") === undefined ? attributes.get("identity")?.expression : undefined,
    forEach: attributes.get("for_each")?.expression,
    provider: providerReference,
    providerRange: attributes.get("provider")?.range,
    declRange: block.defRange,
  };
}

/** The block that may be written for the object says its provider in the same words. */
function refuseWorkedOutKey(reference: ProviderReference | undefined, diagnostics: DiagnosticList): void {
  if (reference?.key === undefined || reference.key.kind === "literal") return;
  diagnostics.error(
    configError("invalid-import-provider-argument"),
    'The provider of an import block names one instance by a fixed key, as in provider.name["key"]. Where the key follows from something else, write the resource block, and its provider there.',
    reference.key.range,
  );
}

/** One of both says what is brought in. */
function checkSubject(
  block: Block,
  attributes: ReadonlyMap<string, Attribute>,
  diagnostics: DiagnosticList,
): void {
  const [id, identity] = [attributes.get("id"), attributes.get("identity")];
  if ((id === undefined) !== (identity === undefined)) return;
  const detail =
    identity === undefined
      ? 'An import block needs either "id" or "identity", to say which object is brought in.'
      : 'An import block has either "id" or "identity", and this one has both.';
  diagnostics.error(configError("invalid-import-block"), detail, identity?.nameRange ?? block.defRange);
}

function decodeTo(attribute: Attribute, diagnostics: DiagnosticList): ConfigResource | undefined {
  const traversal = withoutDynamicKeys(attribute.expression, diagnostics);
  const address = traversal === undefined ? undefined : addressOfTraversal(traversal, diagnostics);
  if (address?.kind === "resource" && address.instance.mode === "managed") {
    const { module, mode, type, name } = address.instance;
    return { module: module.map((step) => step.name), mode, type, name };
  }
  if (address?.kind === "module") {
    diagnostics.error(
      configError("invalid-address"),
      "A resource instance address is required here. The module path must be followed by a resource instance specification.",
      attribute.expression.range,
    );
  }
  diagnostics.error(
    configError("invalid-import-address"),
    "Only managed resources can be imported.",
    attribute.range,
  );
  return undefined;
}

/** The reference with keys like `each.key` left out: they are for the evaluation. */
function withoutDynamicKeys(expression: Expression, diagnostics: DiagnosticList): Traversal | undefined {
  if (expression.kind === "index") return withoutDynamicKeys(expression.collection, diagnostics);
  if (expression.kind === "relative-traversal") {
    const source = withoutDynamicKeys(expression.source, diagnostics);
    if (source === undefined) return undefined;
    return { ...source, steps: [...source.steps, ...expression.steps], range: expression.range };
  }
  return referenceIn(expression, diagnostics);
}
