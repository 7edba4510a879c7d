import { RuntimeError } from "@tutti/runtime";
import { serverError } from "../errors.ts";
import type { ServerContext } from "../server-context.ts";
import { Refusal, refuse } from "../state/refusal.ts";
import { configEntryMistake } from "./validate.ts";
import { configEntryId } from "./view.ts";

/**
 * Writes the entries that the configuration names (`config_entries.bootstrap`),
 * in their order, before anybody is answered. One that is there is left as it
 * is: what was written since goes before what the server began with.
 */
export async function writeBootstrapEntries({ config, state }: ServerContext): Promise<void> {
  for (const [at, entry] of config.bootstrapEntries.entries()) {
    const { table } = state.configEntries;
    const written = await state.write((draft) => {
      const id = configEntryId(entry.Kind, entry.Name);
      if (draft.get(table, id) !== undefined) return true;
      const mistake = configEntryMistake(state.configEntries, draft, entry);
      if (mistake !== undefined) return refuse(serverError("config-entry-invalid", mistake));
      draft.put(table, id, entry);
      return true;
    });
    if (!(written instanceof Refusal)) continue;
    throw new RuntimeError("EINVAL", "configuration", `config_entries.bootstrap[${at}]: ${written.text}`);
  }
}
