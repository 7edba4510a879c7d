/** What go-plugin adds to the methods of every plugin: its output, its end, whether it is well. */

import { GRPCBroker, GRPCController, GRPCStdio, StdioData_Channel } from "../gen/goplugin_pb.js";
import { Health, HealthCheckResponse_ServingStatus } from "../gen/health_pb.js";
import type { Served, ServedMethod } from "./serve-methods.ts";

interface Own {
  /** Written to the standard output of whoever asks for it. */
  readonly printed?: string | undefined;
  readonly onShutdown: () => void;
}

/** The methods of the program itself. */
export function ownMethods({ printed, onShutdown }: Own): readonly Served[] {
  return [
    {
      method: GRPCStdio.method.streamStdio as ServedMethod,
      handler: (_: never, gone: AbortSignal) => printing(printed, gone),
    },
    {
      method: GRPCController.method.shutdown as ServedMethod,
      handler: async () => {
        onShutdown();
        return {};
      },
    },
    {
      method: Health.method.check as ServedMethod,
      handler: async () => ({ status: HealthCheckResponse_ServingStatus.SERVING }),
    },
    // Nobody needs more connections than one; who asks waits for what never comes, as with Go's.
    {
      method: GRPCBroker.method.startStream as ServedMethod,
      handler: (_: never, gone: AbortSignal) => printing(undefined, gone),
    },
  ];
}

async function* printing(text: string | undefined, gone: AbortSignal): AsyncGenerator<object> {
  if (text !== undefined) yield { channel: StdioData_Channel.STDOUT, data: new TextEncoder().encode(text) };
  if (gone.aborted) return;
  await new Promise<void>((resolve) => gone.addEventListener("abort", () => resolve(), { once: true }));
}
