import type { FollowedResponse } from "@tutti/runtime";
import { type FetchContext, FetchFailure } from "../fetch-context.ts";
import { getUrl } from "../package/get-url.ts";
import { statusText } from "./discover.ts";

const ANSWER_BYTES_MAX = 16 << 20;
const REDIRECTS_MAX = 10;
const RETRIES_DEFAULT = 1;
const TIMEOUT_S_DEFAULT = 10;
/** Before the second attempt; twice as long before each further one. */
const RETRY_AFTER_MS = 1_000;
const RETRY_AFTER_MS_MAX = 30_000;

/** Asks a registry; servers that fail, and networks, are asked again. */
export async function askRegistry(
  context: FetchContext,
  url: string,
  token: string | undefined,
): Promise<FollowedResponse> {
  const { runtime, signal } = context;
  const { variables } = runtime.environment;
  const attempts = 1 + positive(variables.get("TF_REGISTRY_DISCOVERY_RETRY"), RETRIES_DEFAULT);
  const timeoutMs = 1000 * positive(variables.get("TF_REGISTRY_CLIENT_TIMEOUT"), TIMEOUT_S_DEFAULT);
  const headers = {
    "x-terraform-version": "1.11.4",
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  };
  let failure = "";
  for (let attempt = 0; attempt < attempts; attempt++) {
    if (attempt > 0)
      await runtime.clock.sleep(Math.min(RETRY_AFTER_MS * 2 ** (attempt - 1), RETRY_AFTER_MS_MAX), signal);
    try {
      const options = { headers, bodyMax: ANSWER_BYTES_MAX, timeoutMs, redirectsMax: REDIRECTS_MAX };
      const got = await getUrl(context, url, options);
      if (got.status < 500 && got.status !== 429) return got;
      failure = `${statusText(got.status)} returned from ${url}`;
    } catch (error) {
      if (!(error instanceof FetchFailure) || signal?.aborted === true) throw error;
      failure = error.message;
    }
  }
  throw new FetchFailure(`the request failed after ${attempts} attempts, please try again later: ${failure}`);
}

function positive(text: string | undefined, fallback: number): number {
  const number = /^\d+$/.test(text ?? "") ? Number(text) : 0;
  return number > 0 ? number : fallback;
}
