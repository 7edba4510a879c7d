import { deregisterInDraft, registerInDraft } from "../catalog/commands.ts";
import { rightsToDeregister, rightsToRegister } from "../catalog/rights.ts";
import { serverError } from "../errors.ts";
import { missingRight, type Need } from "../rights/right.ts";
import type { ServerContext } from "../server-context.ts";
import type { Draft } from "../state/draft.ts";
import type { Outcome } from "../state/refusal.ts";
import { Refusal, refuse } from "../state/refusal.ts";
import type { Servers } from "./servers.ts";

/** Writes to the catalog what the token may, asked again on the draft of each write. */
export function createCatalogWriter(context: ServerContext): Pick<Servers, "register" | "deregister"> {
  const { state, authorize } = context;
  async function write(
    token: string,
    rights: (draft: Draft) => readonly Need[],
    decide: (draft: Draft) => Outcome<true>,
  ): Promise<Outcome<true>> {
    const written = await state.writeInSteps((draft): Outcome<true> => {
      const authorizer = authorize(token);
      if (authorizer === undefined) return refuse(serverError("acl-token-not-found"), 403);
      const missing = missingRight(authorizer, rights(draft));
      return missing === undefined ? decide(draft) : refuse(serverError("permission-denied"), 403);
    });
    return written instanceof Refusal ? written : true;
  }
  return {
    register: (registration, token) =>
      write(
        token,
        (draft) => rightsToRegister(state, draft, registration),
        (draft) => registerInDraft(state, draft, registration),
      ),
    deregister: (deregistration, token) =>
      write(
        token,
        (draft) => rightsToDeregister(state, draft, deregistration),
        (draft) => deregisterInDraft(state, draft, deregistration),
      ),
  };
}
