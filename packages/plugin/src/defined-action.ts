import type { ActionCalls } from "./actions.ts";
import type { Checked } from "./answer.ts";
import type { ActionDefinition } from "./definition.ts";
import { diagnosticOf, failureOf } from "./failure.ts";
import { Fields } from "./fields.ts";

/** The calls for the actions of an in-process provider; `ready` gives its client. */
export function actionCalls<Client>(
  types: Readonly<Record<string, ActionDefinition<Client>>>,
  ready: () => Client,
): ActionCalls {
  const find = (type: string): ActionDefinition<Client> => {
    const found = types[type];
    if (found === undefined) throw new Error(`no action ${type}`);
    return found;
  };
  return {
    validate: async ({ type, config }) => ({ diagnostics: find(type).validate?.(Fields.of(config)) ?? [] }),
    plan: async () => ({ diagnostics: [] }),
    async invoke({ type, config, signal, progress }): Promise<Checked> {
      try {
        await find(type).invoke(Fields.of(config), { client: ready(), signal, progress });
        return { diagnostics: [] };
      } catch (error) {
        return { diagnostics: [diagnosticOf(failureOf(error, `invoke ${type}`))] };
      }
    },
  };
}
