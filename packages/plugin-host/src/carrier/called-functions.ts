/** Functions of a plugin, as expressions call them. */

import { type FunctionSchema, ProviderFailure, providerFunc } from "@tutti/plugin";
import { type Func, FuncError, type Value } from "@tutti/values";
import { UnreadableValue } from "../values/dynamic-value.ts";
import type { PluginSchema } from "../values/provider-schema.ts";
import type { Carrier } from "./carrier.ts";
import type { AskBlocking } from "./plugin-session.ts";

/** An evaluation stands still meanwhile, and so does the answer to a Ctrl-C. */
const CALL_MS = 30_000;

/** A function gives the same for the same, so it is asked once: the apply behind a plan sees what the plan saw. */
const ANSWERS = new WeakMap<PluginSchema, Map<string, Value | FuncError>>();
/** Of a provider. */
const ANSWERS_MAX = 10_000;

/** Rejects with a `ProviderFailure` where the plugin does not start. */
export async function calledFunctions(
  carrier: Carrier,
  schemas: ReadonlyMap<string, FunctionSchema> = new Map(),
): Promise<ReadonlyMap<string, Func>> {
  const ask = await (await carrier.lasting()).blocking(CALL_MS);
  const answers = ANSWERS.get(carrier.known) ?? new Map<string, Value | FuncError>();
  ANSWERS.set(carrier.known, answers);
  return new Map(
    [...schemas].map(([name, schema]) => {
      const called = { carrier, ask, answers, name, schema };
      return [name, providerFunc(schema, (args) => answered(called, args))];
    }),
  );
}

interface Called {
  readonly carrier: Carrier;
  readonly ask: AskBlocking;
  readonly answers: Map<string, Value | FuncError>;
  readonly name: string;
  readonly schema: FunctionSchema;
}

function answered(called: Called, args: readonly Value[]): Value | FuncError {
  const { answers, name, schema, carrier } = called;
  const { parameters, variadic } = schema;
  const given = args.map((arg, at) =>
    carrier.codec.encode(arg, (parameters[at] ?? variadic)?.type ?? arg.type),
  );
  const key = [name, ...given.map(({ msgpack }) => Buffer.from(msgpack).toString("base64"))].join(" ");
  const known = answers.get(key);
  if (known !== undefined) return known;
  try {
    const answer = asked(called, given);
    if (answers.size >= ANSWERS_MAX) answers.clear();
    answers.set(key, answer);
    return answer;
  } catch (error) {
    if (error instanceof ProviderFailure) return new FuncError(error.message);
    if (error instanceof UnreadableValue)
      return new FuncError(`the provider gave back a value that is none of its type: ${error.message}`);
    throw error;
  }
}

function asked(
  { carrier, ask, name, schema: { returnType } }: Called,
  given: readonly { readonly msgpack: Uint8Array }[],
): Value | FuncError {
  const { result, error } = ask("callFunction", { name, arguments: [...given] });
  if (error === undefined) return carrier.codec.decode(result, returnType);
  const { text, functionArgument } = error;
  return new FuncError(text, functionArgument === undefined ? undefined : Number(functionArgument));
}
