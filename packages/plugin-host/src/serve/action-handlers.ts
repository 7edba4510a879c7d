import { createStop } from "@tutti/runtime";
import { found } from "./encode-diagnostics.ts";
import type { Handlers } from "./handlers.ts";
import type { Bytes, ServedProvider } from "./served-provider.ts";

interface Asked {
  readonly typeName: string;
  readonly actionType: string;
  readonly config: Bytes;
}

/** Actions of a provider of this program. */
export function actionHandlers(served: ServedProvider): Handlers<Asked> {
  const { actions } = served.provider;
  if (actions === undefined || served.schema.actions === undefined) return {};
  const decode = (type: string, config: Bytes) => served.objects(served.schema.actions, type).decode(config);
  return {
    validateActionConfig: async ({ typeName: type, config }) =>
      found(await actions.validate({ type, config: decode(type, config) })),
    planAction: async ({ actionType: type, config }, signal) =>
      found(await actions.plan({ type, config: decode(type, config), signal })),
    async *invokeAction({ actionType: type, config }, signal) {
      // What is told goes out at once: an action may take minutes.
      const said: string[] = [];
      let told = createStop();
      const done = actions.invoke({
        type,
        config: decode(type, config),
        signal,
        progress: (text) => {
          said.push(text);
          told.abort();
        },
      });
      let checked: Awaited<typeof done> | undefined;
      while (checked === undefined || said.length > 0) {
        for (const message of said.splice(0)) yield { type: { case: "progress", value: { message } } };
        if (checked !== undefined) continue;
        told = createStop();
        if (said.length > 0) continue;
        checked = await Promise.race([done, aborted(told.signal)]);
      }
      yield { type: { case: "completed", value: found(checked) } };
    },
  };
}

function aborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(undefined), { once: true }));
}
