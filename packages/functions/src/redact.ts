import { goQuote, type Marks } from "@tutti/values";

/** An argument for a message, in quotes; what it must not show is only named. */
export function redact(text: string, ...marks: readonly (Marks | undefined)[]): string {
  const sensitive = marks.some((set) => set?.has("sensitive") === true);
  const ephemeral = marks.some((set) => set?.has("ephemeral") === true);
  if (sensitive && ephemeral) return "(ephemeral sensitive value)";
  if (sensitive) return "(sensitive value)";
  return ephemeral ? "(ephemeral value)" : goQuote(text);
}
