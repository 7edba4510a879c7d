import { type Fields, ProviderFailure } from "@tutti/plugin";
import { cloudError } from "../errors.ts";

/** The only one; none and several are told. */
export function onlyOne<T>(all: readonly T[], what: string): T {
  const [first] = all;
  if (first === undefined)
    throw new ProviderFailure(cloudError("cloud-object-not-found"), `There is no ${what}.`);
  if (all.length > 1)
    throw new ProviderFailure(
      cloudError("cloud-object-not-found"),
      `There are ${all.length} of ${what}. Say by something else which one is meant.`,
    );
  return first;
}

/** What was found, or a text that says what is not there. */
export function there(found: Fields | undefined, what: string): Fields {
  return onlyOne(found === undefined ? [] : [found], what);
}
