/** What is no managed object, as the kit below knows it. */

import type { ActionDefinition, DataDefinition, EphemeralDefinition } from "@tutti/plugin";
import type { Action, DataSource, EphemeralResource } from "./definitions.ts";
import type { Schema } from "./schema.ts";
import { type Configured, contextOf, handled, shapeOf, type Workshop } from "./workshop.ts";

/** Something that is looked up. */
export function adaptData<Client>(
  workshop: Workshop,
  type: string,
  data: DataSource<Schema, Client>,
): DataDefinition<Configured<Client>> {
  const { block, view, mistakes } = shapeOf(data);
  return {
    block,
    validate: mistakes,
    read: (config, context) =>
      handled(workshop, `read ${type}`, () => data.read(view(config) as never, contextOf(workshop, context))),
  };
}

/** Something that lives for one run. */
export function adaptEphemeral<Client>(
  workshop: Workshop,
  type: string,
  ephemeral: EphemeralResource<Schema, Client>,
): EphemeralDefinition<Configured<Client>> {
  const { block, view, mistakes } = shapeOf(ephemeral);
  const { renew, close } = ephemeral;
  return {
    block,
    validate: mistakes,
    open: (config, context) =>
      handled(workshop, `open ${type}`, async () => {
        const { told, ...rest } = await ephemeral.open(view(config) as never, contextOf(workshop, context));
        return { computed: told, ...rest };
      }),
    ...(renew && {
      renew: (handle, context) =>
        handled(workshop, `renew ${type}`, () => renew.call(ephemeral, handle, contextOf(workshop, context))),
    }),
    ...(close && {
      close: (handle, context) =>
        handled(workshop, `close ${type}`, () => close.call(ephemeral, handle, contextOf(workshop, context))),
    }),
  };
}

/** Something that can be done. */
export function adaptAction<Client>(
  workshop: Workshop,
  type: string,
  action: Action<Schema, Client>,
): ActionDefinition<Configured<Client>> {
  const { block, view, mistakes } = shapeOf(action);
  return {
    block,
    validate: mistakes,
    invoke: (config, context) =>
      handled(workshop, `invoke ${type}`, () =>
        action.invoke(view(config) as never, {
          ...contextOf(workshop, context),
          progress: context.progress,
        }),
      ),
  };
}
