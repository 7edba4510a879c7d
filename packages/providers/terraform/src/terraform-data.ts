import type { ApplyRequest, Outcome, PlanRequest, PlanResponse, Private, Schema } from "@tutti/plugin";
import type { Random } from "@tutti/runtime";
import {
  DYNAMIC,
  NULL,
  type ObjectType,
  objectOfType,
  objectType,
  type Path,
  rawEquals,
  STRING,
  stringValue,
  type Type,
  Value,
} from "@tutti/values";

/** `terraform_data`: a value that lives through the resource's life cycle. */
export const TERRAFORM_DATA: Schema = {
  version: 0,
  block: {
    attributes: new Map([
      ["id", { type: STRING, computed: true }],
      ["input", { type: DYNAMIC, optional: true }],
      ["output", { type: DYNAMIC, computed: true }],
      ["triggers_replace", { type: DYNAMIC, optional: true }],
    ]),
    blocks: new Map(),
  },
};

const UNKNOWN_ID = Value.unknown(STRING, { notNull: true });
const TRIGGERS: Path = [{ kind: "attribute", name: "triggers_replace" }];
const NO_PATHS: readonly Path[] = [];
const NO_DIAGNOSTICS = [] as const;

export function planData(request: PlanRequest): Outcome<PlanResponse> {
  const { prior, proposed } = request;
  if (proposed.isNull) return planned(request, proposed, NO_PATHS);
  const input = attribute(proposed, "input");
  const triggers = attribute(proposed, "triggers_replace");
  if (prior.isNull) return planned(request, anew(input, triggers), NO_PATHS);
  if (!rawEquals(attribute(prior, "triggers_replace"), triggers)) {
    return planned(request, anew(input, triggers), [TRIGGERS]);
  }
  if (rawEquals(attribute(prior, "input"), input)) return planned(request, proposed, NO_PATHS);
  const output = Value.unknown(input.type);
  return planned(request, dataObject(attribute(prior, "id"), input, output, triggers), NO_PATHS);
}

/** The output has the input's type even before it is known. */
function anew(input: Value, triggers: Value): Value {
  return dataObject(UNKNOWN_ID, input, input.isNull ? input : Value.unknown(input.type), triggers);
}

function planned(
  request: PlanRequest,
  value: Value,
  requiresReplace: readonly Path[],
): Outcome<PlanResponse> {
  return {
    diagnostics: NO_DIAGNOSTICS,
    value: { planned: value, requiresReplace, private: request.private },
  };
}

export function applyData(
  request: ApplyRequest,
  random: Random,
): Outcome<{ readonly state: Value; readonly private: Private }> {
  const { planned } = request;
  if (planned.isNull) return state(planned, undefined);
  const id = attribute(planned, "id");
  const input = attribute(planned, "input");
  const output = attribute(planned, "output");
  const made = dataObject(
    id.isUnknown ? stringValue(random.uuid()) : id,
    input,
    output.isUnknown ? input : output,
    attribute(planned, "triggers_replace"),
  );
  return state(made, request.private);
}

/** Only the id can be had: nothing of it exists outside of the state. */
export function importedData(id: string): Value {
  return dataObject(stringValue(id), NULL, NULL, NULL);
}

/** What was kept as something else, with its id and triggers. */
export function movedData(id: Value, triggers: Value): Value {
  return dataObject(id, NULL, NULL, triggers);
}

export function state(
  value: Value,
  kept: Private,
): Outcome<{ readonly state: Value; readonly private: Private }> {
  return { diagnostics: NO_DIAGNOSTICS, value: { state: value, private: kept } };
}

function attribute(object: Value, name: string): Value {
  return object.asEntries.get(name) ?? NULL;
}

/** Object types by the types of input, output and triggers: a hundred thousand instances share a few. */
const types = new WeakMap<Type, WeakMap<Type, WeakMap<Type, ObjectType>>>();

function dataObject(id: Value, input: Value, output: Value, triggers: Value): Value {
  return objectOfType(typeOf(input.type, output.type, triggers.type), [
    ["id", id],
    ["input", input],
    ["output", output],
    ["triggers_replace", triggers],
  ]);
}

function typeOf(input: Type, output: Type, triggers: Type): ObjectType {
  let byOutput = types.get(input);
  if (byOutput === undefined) {
    byOutput = new WeakMap();
    types.set(input, byOutput);
  }
  let byTriggers = byOutput.get(output);
  if (byTriggers === undefined) {
    byTriggers = new WeakMap();
    byOutput.set(output, byTriggers);
  }
  let type = byTriggers.get(triggers);
  if (type === undefined) {
    type = objectType([
      ["id", STRING],
      ["input", input],
      ["output", output],
      ["triggers_replace", triggers],
    ]);
    byTriggers.set(triggers, type);
  }
  return type;
}
