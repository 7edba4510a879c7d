import type { Filter } from "../filter/filter.ts";
import { compileFilter } from "../filter/filter.ts";
import type { Selectors } from "../filter/selectors.ts";
import type { Outcome } from "../state/refusal.ts";
import { Refusal } from "../state/refusal.ts";
import type { MetaFilter } from "./node-meta.ts";
import { metaFilterOf } from "./node-meta.ts";
import type { ServiceInstance } from "./records.ts";

/** What the reads of catalog and health have in common. */
export interface ReadParameters {
  readonly filter: Filter;
  /** A node's name, `_agent`, or "" for no order. */
  readonly near: string;
  readonly meta: MetaFilter;
}

/** The query of a route that declares these. */
interface ReadQuery {
  text(name: "filter" | "near"): string;
  texts(name: "node-meta"): readonly string[];
}

/** The parameters of a read, its filter compiled for the rows that it shows. */
export function readParameters(query: ReadQuery, selectors: Selectors): Outcome<ReadParameters> {
  const filter = compileFilter(query.text("filter"), selectors);
  if (filter instanceof Refusal) return filter;
  return { filter, near: query.text("near"), meta: metaFilterOf(query.texts("node-meta")) };
}

/** True if the instance has every tag; letter case does not matter. */
export function hasTags({ service }: ServiceInstance, tags: readonly string[]): boolean {
  if (tags.length === 0) return true;
  const own = new Set((service.value.Tags ?? []).map((tag) => tag.toLowerCase()));
  return tags.every((tag) => own.has(tag.toLowerCase()));
}
