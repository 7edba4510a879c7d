import { type FlagSpec, listFlag } from "../../command/flags.ts";

/** KEY=VALUE, may be given many times. */
export function pairsFlag(): FlagSpec<"list"> {
  return {
    ...listFlag(),
    refuses: (text) => (text.includes("=") ? undefined : `Missing "=" value in argument: ${text}`),
  };
}
