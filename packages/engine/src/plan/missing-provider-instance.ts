import { formatInstance, type ResourceInstance } from "@tutti/addresses";
import { configError } from "@tutti/config";
import { type Diagnostic, errorDiagnostic } from "@tutti/hcl";
import { splitProvider } from "@tutti/state";

/** What is to be done with an object, and by which instance of a provider, which is not there. */
export interface WithoutProvider {
  readonly address: ResourceInstance;
  readonly deposedKey: string | undefined;
  /** The provider's address with its key. */
  readonly text: string;
}

/** The provider has other keys now, or has got `for_each`. */
export function missingProviderInstance({ address, deposedKey, text }: WithoutProvider): Diagnostic {
  const own = formatInstance(address);
  const object = deposedKey === undefined ? own : `${own}'s deposed object ${deposedKey}`;
  const gone = `To work with ${object} its original provider instance at ${text} is required, but it has been removed.`;
  const { key } = splitProvider(text);
  const why = key === undefined ? becameRepeated(text, own, deposedKey) : lostKey(own, deposedKey);
  return errorDiagnostic(configError("provider-instance-not-present"), `${gone} ${why}`);
}

function lostKey(own: string, deposedKey: string | undefined): string {
  const destroyed = deposedKey === undefined ? own : `this deposed object for ${own}`;
  const why = `This occurs when an element is removed from the provider configuration's for_each collection while objects created by that the associated provider instance still exist in the state. Re-add the for_each element to destroy ${destroyed}, after which you can remove the provider configuration again.`;
  if (deposedKey !== undefined) return why;
  return `${why}\n\nThis is commonly caused by using the same for_each collection both for a resource (or its containing module) and its associated provider configuration. To successfully remove an instance of a resource it must be possible to remove the corresponding element from the resource's for_each collection while retaining the corresponding element in the provider's for_each collection.`;
}

function becameRepeated(text: string, own: string, deposedKey: string | undefined): string {
  const what = deposedKey === undefined ? "instances" : "deposed objects";
  return `This suggests that you've added for_each to this provider configuration while there are existing ${what} of ${own} that need to be destroyed by the original single-instance provider configuration.\n\nTo proceed, return to your previous single-instance configuration for ${text} and ensure that ${own} has been destroyed or forgotten before using for_each with this provider.`;
}
