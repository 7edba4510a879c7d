import type { ListDefinition } from "@tutti/plugin";
import type { Found, Listing } from "./definitions.ts";
import { providerFailure } from "./failure.ts";
import type { Schema } from "./schema.ts";
import { type Configured, contextOf, shapeOf, type Workshop } from "./workshop.ts";

/** How the objects of a type are found, as the kit below knows it. */
export function adaptList<Client>(
  workshop: Workshop,
  type: string,
  listing: Listing<Schema, Client>,
): ListDefinition<Configured<Client>> {
  const { block, view, mistakes } = shapeOf(listing);
  return {
    block,
    validate: mistakes,
    async *list(config, context): AsyncGenerator<Found> {
      try {
        const own = { ...contextOf(workshop, context), limit: context.limit };
        yield* listing.list(view(config) as never, own);
      } catch (error) {
        throw providerFailure(error, `list ${type}`);
      }
    },
  };
}
