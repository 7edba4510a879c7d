/** Calls that look for objects, whoever made them. */

import {
  type ListCalls,
  type ListedObject,
  type ListRequest,
  type Outcome,
  ProviderFailure,
} from "@tutti/plugin";
import { createStop } from "@tutti/runtime";
import type { Value } from "@tutti/values";
import type { ListResource_Event } from "../gen/tfplugin6_pb.js";
import { decodeDiagnostics } from "../values/diagnostics.ts";
import {
  type Carrier,
  decodeIdentityData,
  decodeObject,
  encodeObject,
  failureDiagnostics,
  hasErrors,
  known,
  outcomeOf,
} from "./carrier.ts";

export function listCalls(carrier: Carrier): ListCalls {
  const configOf = ({ type, config }: Parameters<ListCalls["validate"]>[0]) =>
    encodeObject(carrier, known(carrier.known.schema.lists, type), config);
  return {
    validate: (asked) =>
      outcomeOf(carrier, async (session) => {
        const request = { typeName: asked.type, config: configOf(asked) };
        const { diagnostics } = await session.ask("validateListResourceConfig", request);
        return { diagnostics: decodeDiagnostics(diagnostics), value: undefined };
      }),
    list: (asked) => listed(carrier, asked, configOf(asked)),
  };
}

/** The answers are kept in a queue for a reader that is slower; a reader that leaves ends the call. */
async function* listed(
  carrier: Carrier,
  asked: ListRequest,
  config: { readonly msgpack: Uint8Array },
): AsyncGenerator<Outcome<ListedObject>> {
  const { type, includeObject, limit, signal } = asked;
  const queue = new Queue<Outcome<ListedObject>>();
  const leave = createStop();
  const request = { typeName: type, config, includeResourceObject: includeObject, limit: BigInt(limit) };
  const run = async (): Promise<void> => {
    const session = await carrier.session();
    const take = (event: ListResource_Event): void => queue.put(objectOf(carrier, type, event));
    await session.events("listResource", request, take, { signal, leave: leave.signal });
  };
  void run().then(
    () => queue.end(),
    (error: unknown) => queue.end(error),
  );
  let left = limit;
  try {
    for await (const answer of queue) {
      if (left-- <= 0) return;
      yield answer;
    }
  } catch (error) {
    if (!(error instanceof ProviderFailure)) throw error;
    yield { diagnostics: failureDiagnostics(carrier, error), value: undefined };
  } finally {
    leave.abort(new Error("nothing more is wanted"));
  }
}

function objectOf(carrier: Carrier, type: string, event: ListResource_Event): Outcome<ListedObject> {
  try {
    const diagnostics = decodeDiagnostics(event.diagnostic);
    const identity = decodeIdentityData(carrier, type, event.identity);
    if (identity === undefined || hasErrors(diagnostics)) return { diagnostics, value: undefined };
    const schema = known(carrier.known.schema.resourceTypes, type);
    const state =
      event.resourceObject === undefined ? undefined : decodeObject(carrier, schema, event.resourceObject);
    return { diagnostics, value: { displayName: event.displayName, identity, state: present(state) } };
  } catch (error) {
    return { diagnostics: failureDiagnostics(carrier, error), value: undefined };
  }
}

function present(state: Value | undefined): Value | undefined {
  return state?.isNull === true ? undefined : state;
}

/** What was put and not yet taken. */
class Queue<T> implements AsyncIterable<T> {
  readonly #items: T[] = [];
  #end: { readonly error: unknown } | undefined;
  #wake: () => void = () => {};

  put(item: T): void {
    this.#items.push(item);
    this.#wake();
  }

  end(error?: unknown): void {
    this.#end = { error };
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    for (;;) {
      for (let item = this.#items.shift(); item !== undefined; item = this.#items.shift()) yield item;
      if (this.#end !== undefined) {
        if (this.#end.error !== undefined) throw this.#end.error;
        return;
      }
      await new Promise<void>((wake) => {
        this.#wake = wake;
      });
    }
  }
}
