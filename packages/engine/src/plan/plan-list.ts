/** Asks a provider which objects there are. */

import { formatInstance } from "@tutti/addresses";
import { configError, LIST_LIMIT, limitProblem, type ProviderReference, providerKey } from "@tutti/config";
import { type Diagnostic, type Expression, errorDiagnostic, hasErrors } from "@tutti/hcl";
import type { ListCalls, ListedObject } from "@tutti/plugin";
import {
  BOOL,
  ConversionError,
  convertOrError,
  NUMBER,
  objectValue,
  stringValue,
  type Type,
  toFloat64,
  tupleValue,
  unmarkDeep,
  Value,
} from "@tutti/values";
import { engineError } from "../errors.ts";
import type { FoundResource } from "../events.ts";
import { schemaOf } from "../graph/schema-of.ts";
import { markBySchema } from "../object/schema-marks.ts";
import { evaluateBody } from "../scope/evaluate-body.ts";
import { providerDiagnostics } from "../scope/provider-diagnostics.ts";
import type { PlanInstance } from "./plan-instance.ts";
import { type PlanRun, signalOf } from "./plan-run.ts";

/** `data`: what it found, one after the other. Undefined where something of it went wrong: it was reported. */
export async function planList(run: PlanRun, item: PlanInstance): Promise<Value | undefined> {
  const { node, address, provider } = item;
  const calls = provider.lists;
  if (calls === undefined) throw new Error(`${node.provider.source} has no lists`);
  const asked = whatIsAsked(run, item);
  if (asked === undefined) return undefined;
  const { type } = node.resource;
  const place = { address: formatInstance(address), body: node.resource.config };
  const config = unmarkDeep(asked.config).value;
  const wrong = providerDiagnostics((await calls.validate({ type, config })).diagnostics, place);
  run.walk.report(wrong);
  if (hasErrors(wrong)) return undefined;
  run.request.onEvent?.({
    kind: "list-start",
    address,
    config: markBySchema(node.schema.block, asked.config),
  });
  const found = await run.limit.run(() => readList(run, item, calls, { ...asked, config, place }));
  if (found === undefined) return undefined;
  run.request.onEvent?.({ kind: "list-complete", address, total: found.length });
  return objectValue(new Map([["data", tupleValue(found.map(listedValue))]]));
}

interface Asked {
  readonly config: Value;
  readonly includeObject: boolean;
  readonly limit: number;
}

/** All that the block says, known. */
function whatIsAsked(run: PlanRun, item: PlanInstance): Asked | undefined {
  const { node, scope, repetition } = item;
  const { listing = { includeResource: undefined, limit: undefined } } = node.resource;
  const found: Diagnostic[] = [];
  const context = run.walk.context(scope, repetition);
  const config = evaluateBody(node.body, context, found);
  run.walk.report(found);
  if (hasErrors(found)) return undefined;
  const given = (expression: Expression | undefined, type: Type): Value | undefined => {
    if (expression === undefined) return Value.null(type);
    const { value, ok } = run.walk.evaluate(expression, context);
    if (!ok) return undefined;
    const converted = convertOrError(unmarkDeep(value).value, type);
    if (!(converted instanceof ConversionError)) return converted;
    const detail = `Invalid expression value: ${converted.message}.`;
    run.walk.report([errorDiagnostic(configError("incorrect-value-type"), detail, expression.range)]);
    return undefined;
  };
  const objects = given(listing.includeResource, BOOL);
  const limit = given(listing.limit, NUMBER);
  if (objects === undefined || limit === undefined) return undefined;
  if (!config.isWhollyKnown || objects.isUnknown || limit.isUnknown) {
    const detail = `What ${formatInstance(item.address)} asks for follows from values that only an apply tells: a query changes nothing, so they stay unknown. Apply first, or write the values into the query file.`;
    run.walk.report([errorDiagnostic(engineError("list-is-not-known"), detail, node.resource.declRange)]);
    return undefined;
  }
  const problem = limitProblem(limit);
  if (problem !== undefined) {
    const kind = configError("invalid-limit-argument");
    run.walk.report([errorDiagnostic(kind, problem, listing.limit?.range)]);
    return undefined;
  }
  return {
    config,
    includeObject: run.request.query?.objects === true || (objects.isKnown && objects.asBool),
    limit: limit.isKnown ? toFloat64(limit.asNumber) : LIST_LIMIT,
  };
}

/** Tells of each object as it is found; undefined where that went wrong. */
async function readList(
  run: PlanRun,
  { node, address, providerText }: PlanInstance,
  calls: ListCalls,
  { place, ...asked }: Asked & { readonly place: Parameters<typeof providerDiagnostics>[1] },
): Promise<readonly FoundResource[] | undefined> {
  const { type } = node.resource;
  const provider = node.resource.provider && givenProvider(node.resource.provider, providerText);
  const found: FoundResource[] = [];
  const { source } = node.provider;
  const schema = schemaOf(run.schemas, source, { mode: "managed", type });
  if (schema === undefined) throw new Error(`${source} lists ${type} and has no such resource`);
  const identityVersion = run.schemas.get(source)?.identities?.get(type)?.version ?? 0;
  const as = ({ displayName, identity, state }: ListedObject): FoundResource => ({
    displayName,
    identity,
    identityVersion,
    state: state === undefined ? undefined : markBySchema(schema.block, state),
    schema,
    provider,
  });
  for await (const { diagnostics, value } of calls.list({ type, ...asked, signal: signalOf(run) })) {
    const wrong = providerDiagnostics(diagnostics, place);
    run.walk.report(wrong);
    if (hasErrors(wrong)) return undefined;
    if (value === undefined) continue;
    found.push(as(value));
    run.request.onEvent?.({ kind: "list-found", address, found: as(value) });
    if (found.length >= asked.limit) break;
  }
  return found;
}

/** With the key of the instance, where the provider has several. */
function givenProvider(reference: ProviderReference, providerText: string): string {
  const key = reference.key === undefined ? "" : providerText.slice(providerText.lastIndexOf("["));
  return providerKey(reference) + key;
}

/** What expressions see of an object that was found. */
function listedValue({ displayName, identity, state }: FoundResource): Value {
  return objectValue(
    new Map([
      ["display_name", stringValue(displayName)],
      ["identity", identity],
      ["state", state ?? Value.null({ kind: "dynamic" })],
    ]),
  );
}
