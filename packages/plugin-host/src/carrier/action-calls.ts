/** Calls about what can be done beside keeping objects. */

import type { ActionCalls, ProviderDiagnostic } from "@tutti/plugin";
import { decodeDiagnostics } from "../values/diagnostics.ts";
import { type Carrier, CLIENT_CAPABILITIES, encodeObject, known, outcomeOf } from "./carrier.ts";

export function actionCalls(carrier: Carrier): ActionCalls {
  const requestOf = ({ type, config }: Parameters<ActionCalls["validate"]>[0]) => ({
    config: encodeObject(carrier, known(carrier.known.schema.actions, type), config),
    clientCapabilities: CLIENT_CAPABILITIES,
  });
  return {
    validate: (asked) =>
      outcomeOf(carrier, async (session) => {
        const { config } = requestOf(asked);
        const { diagnostics } = await session.ask("validateActionConfig", { typeName: asked.type, config });
        return { diagnostics: decodeDiagnostics(diagnostics), value: undefined };
      }),
    plan: (asked) =>
      outcomeOf(carrier, async (session) => {
        const request = { actionType: asked.type, ...requestOf(asked) };
        const { diagnostics } = await session.ask("planAction", request, asked.signal);
        return { diagnostics: decodeDiagnostics(diagnostics), value: undefined };
      }),
    invoke: (asked) =>
      outcomeOf(carrier, async (session) => {
        const found: ProviderDiagnostic[] = [];
        const request = { actionType: asked.type, ...requestOf(asked) };
        await session.events(
          "invokeAction",
          request,
          ({ type }) => {
            if (type.case === "progress") asked.progress(type.value.message);
            else if (type.case === "completed") found.push(...decodeDiagnostics(type.value.diagnostics));
          },
          { signal: asked.signal },
        );
        return { diagnostics: found, value: undefined };
      }),
  };
}
