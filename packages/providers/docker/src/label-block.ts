import { block, blockSet, type Fields, type NestedBlockDefinition, required } from "@tutti/plugin";
import { STRING } from "@tutti/values";

/** `labels { label, value }`, alike for containers, networks and volumes. */
export function labelBlock(options: { readonly forceNew: boolean }): NestedBlockDefinition {
  return blockSet(
    block({
      label: required(STRING, { description: "The name of the label." }),
      value: required(STRING, { description: "What it says." }),
    }),
    options,
  );
}

export function labelsOf(fields: Fields): readonly (readonly [string, string])[] {
  return fields.blocks("labels").map((label) => [label.text("label"), label.text("value")] as const);
}
