import { errorDiagnostic, type MoveState } from "@tutti/plugin";
import { decodeJson, mapType, NULL, objectOfType, objectType, STRING } from "@tutti/values";
import { terraformError } from "./errors.ts";
import { movedData } from "./terraform-data.ts";

/** What the state holds of a `null_resource`. */
const NULL_RESOURCE = objectType({ id: STRING, triggers: mapType(STRING) });

type Moved = Awaited<ReturnType<MoveState>>;

/** `null_resource` becomes `terraform_data`: its id stays, and what triggered goes on doing so. */
export const moveData: MoveState = async ({ sourceProvider, sourceType, sourceJson, sourcePrivate }) => {
  if (!sourceProvider.endsWith("/hashicorp/null"))
    return refused(
      terraformError("unsupported-source-provider-for-move"),
      "Only moving from the official hashicorp/null provider to terraform_data is supported.",
    );
  if (sourceType !== "null_resource")
    return refused(
      terraformError("unsupported-source-type-for-move"),
      "Only moving from null_resource to terraform_data is supported.",
    );
  const decoded = decodeJson(sourceJson, NULL_RESOURCE);
  if (!decoded.ok)
    return refused(
      terraformError("stored-null-resource-unreadable"),
      `The stored null_resource cannot be read: ${decoded.error.message}.`,
    );
  const parts = decoded.value.asEntries;
  const triggers = parts.get("triggers") ?? NULL;
  // An object, as the configuration writes it; another type would replace what moved.
  const written = triggers.isNull
    ? NULL
    : objectOfType(objectType([...triggers.asEntries].map(([key]) => [key, STRING] as const)), [
        ...triggers.asEntries,
      ]);
  const state = movedData(parts.get("id") ?? NULL, written);
  return { diagnostics: [], value: { state, private: sourcePrivate } };
};

function refused(kind: ReturnType<typeof terraformError>, detail: string): Moved {
  return { diagnostics: [errorDiagnostic(kind, detail)], value: undefined };
}
