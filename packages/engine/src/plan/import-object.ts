import { formatInstance, type ResourceInstance } from "@tutti/addresses";
import { errorDiagnostic, hasErrors } from "@tutti/hcl";
import { impliedType, providerError } from "@tutti/plugin";
import { Value } from "@tutti/values";
import type { ResourceNode } from "../graph/config-node.ts";
import { exactType } from "../object/exact-type.ts";
import { encodeIdentity, identityMistakes, identitySchemaOf, importText } from "../object/identity.ts";
import { encodeObject } from "../object/object-codec.ts";
import { idOfValue } from "../object/object-id.ts";
import { markBySchema } from "../object/schema-marks.ts";
import { withoutWriteOnly, writeOnlyLeaks } from "../object/write-only.ts";
import { providerDiagnostics } from "../scope/provider-diagnostics.ts";
import type { ImportBy } from "./imports.ts";
import type { PriorObject } from "./plan-instance.ts";
import { type PlanRun, signalOf } from "./plan-run.ts";
import type { Keeper } from "./stored-keeper.ts";

/** Asks the provider for the object; it is as if it had been there before. */
export async function importObject(
  run: PlanRun,
  node: ResourceNode,
  address: ResourceInstance,
  { provider, providerText }: Keeper,
  by: ImportBy,
): Promise<PriorObject | undefined> {
  const text = formatInstance(address);
  const { id: givenId, identity } = by;
  const id = importText(by);
  const { type } = node.resource;
  const signal = signalOf(run);
  run.request.onEvent?.({ kind: "import-start", address, id });
  const answer = await run.limit.run(() =>
    provider.import({ type, id: givenId, ...(identity === undefined ? {} : { identity }), signal }),
  );
  const place = { address: text, range: node.resource.declRange };
  const found = providerDiagnostics(answer.diagnostics, place);
  run.walk.report(found);
  const imported = answer.value?.imported.find((object) => object.type === type);
  if (hasErrors(found) || imported === undefined) return undefined;
  const { given } = withoutWriteOnly(node.schema.block, imported.state);
  if (given.length > 0) {
    run.walk.report(writeOnlyLeaks(given, providerText, address, "during import"));
    return undefined;
  }
  run.request.onEvent?.({ kind: "import-complete", address, id });
  run.request.onEvent?.({
    kind: "refresh-start",
    address,
    deposedKey: undefined,
    id: idOfValue(imported.state),
  });
  const read = await run.limit.run(() =>
    provider.read({
      type,
      state: imported.state,
      identity: imported.identity,
      private: imported.private,
      signal,
    }),
  );
  const problems = providerDiagnostics(read.diagnostics, place);
  run.walk.report(problems);
  if (hasErrors(problems) || read.value === undefined) return undefined;
  const bare = exactType(withoutWriteOnly(node.schema.block, read.value.state).value);
  const value = markBySchema(node.schema.block, bare);
  if (value.isNull) {
    run.walk.report([
      errorDiagnostic(
        providerError("cannot-import-non-existent-remote-object"),
        `While attempting to import an existing object to ${JSON.stringify(text)}, the provider detected that no object exists with the given id. Only pre-existing objects can be imported; check that the id is correct and that it is associated with the provider's configured region or endpoint, or use "<tutti> apply" to create a new remote object for this resource.`,
        node.resource.declRange,
      ),
    ]);
    return undefined;
  }
  const mistakes = identityMistakes(imported.identity, read.value.identity, {
    provider: providerText,
    address: text,
    when: "during import",
    done: true,
  });
  run.walk.report(mistakes);
  if (mistakes.length > 0) return undefined;
  const schema = identitySchemaOf(run.schemas, node.provider.source, node.resource);
  const object = encodeObject(value, node.schema, {
    identity: encodeIdentity(read.value.identity ?? imported.identity, schema),
    status: "ready",
    private: read.value.private,
    dependencies: run.relations.dependencies(node),
    createBeforeDestroy: run.relations.createsFirst(node),
  });
  run.prior.apply({
    kind: "object",
    operationId: undefined,
    address,
    deposedKey: undefined,
    provider: providerText,
    object,
  });
  run.request.onEvent?.({ kind: "refresh-complete", address, id: idOfValue(value) });
  return {
    stored: Value.null(impliedType(node.schema.block)),
    value,
    object,
    importId: givenId,
    importIdentity: identity,
  };
}
