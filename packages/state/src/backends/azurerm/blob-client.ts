import type { HttpResponse } from "@tutti/runtime";
import type { AzureAccess } from "../../azure/azure-access.ts";
import type { AzureToken } from "../../azure/azure-token.ts";
import { sharedKey } from "../../azure/shared-key.ts";
import { callHttp } from "../../storage/http-call.ts";
import { StorageError } from "../../storage/remote-problem.ts";
import { Renewed } from "../../storage/renewed.ts";
import { xmlText } from "../../storage/xml-text.ts";

/** What a request to a container shows. */
export type BlobCredentials =
  | { readonly kind: "key"; readonly key: string; readonly expiresMs?: undefined }
  /** Parameters of a query, without its question mark. */
  | { readonly kind: "sas"; readonly query: string; readonly expiresMs?: undefined }
  | ({ readonly kind: "token" } & AzureToken);

/** A container of an account, and who asks for it. */
export interface BlobContainer extends AzureAccess {
  readonly account: string;
  readonly container: string;
  /** Where the account's blobs are: `https://ACCOUNT.blob.core.windows.net`. */
  endpoint(): Promise<URL>;
  credentials(): Promise<BlobCredentials>;
}

/** One request to a blob. */
export interface BlobRequest {
  readonly method: "GET" | "HEAD" | "PUT" | "DELETE";
  /** Empty: the container itself. */
  readonly blob: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
}

const VERSION = "2021-12-02";
/** Tokens that end sooner than this are fetched anew. */
const TOKEN_LEFT_MIN_MS = 5 * 60_000;

/** Sends requests of the Blob service's REST API. */
export class BlobClient {
  readonly #container: BlobContainer;
  readonly #credentials: Renewed<BlobCredentials>;
  #endpoint: Promise<URL> | undefined;

  constructor(container: BlobContainer) {
    this.#container = container;
    this.#credentials = new Renewed(container.runtime, () => container.credentials(), TOKEN_LEFT_MIN_MS);
  }

  /** The answer, whatever its status is. */
  async send({ method, blob, query = {}, headers = {}, body }: BlobRequest): Promise<HttpResponse> {
    const { runtime, retry, account, container } = this.#container;
    this.#endpoint ??= this.#container.endpoint();
    const url = new URL(await this.#endpoint);
    const credentials = await this.#credentials.current();
    const path = [container, ...(blob === "" ? [] : blob.split("/"))].map(encodeURIComponent).join("/");
    url.pathname = `${url.pathname.replace(/\/$/, "")}/${path}`;
    const shown = credentials.kind === "sas" ? credentials.query : "";
    url.search = [new URLSearchParams(query).toString(), shown].filter((part) => part !== "").join("&");
    // Node says no length by itself for a PUT of nothing.
    const content = method === "PUT" ? (body ?? new Uint8Array()) : undefined;
    const sent = (): Record<string, string> => {
      const all = {
        ...headers,
        "x-ms-date": new Date(runtime.clock.now()).toUTCString(),
        "x-ms-version": VERSION,
      };
      return {
        ...all,
        ...this.#authorization(credentials, {
          account,
          method,
          url,
          headers: all,
          length: content?.length ?? 0,
        }),
      };
    };
    return callHttp(
      { runtime, retry, tls: {} },
      { method, url, headers: sent, ...(content === undefined ? {} : { body: content }), staysThere: true },
    );
  }

  #authorization(
    credentials: BlobCredentials,
    request: Parameters<typeof sharedKey>[0],
  ): Readonly<Record<string, string>> {
    switch (credentials.kind) {
      case "key":
        return { authorization: sharedKey(request, credentials.key) };
      case "sas":
        return {};
      case "token":
        return { authorization: `Bearer ${credentials.text}` };
    }
  }

  /** What the server refused, in its words. */
  refusal(operation: string, response: HttpResponse): StorageError {
    const message = xmlText(new TextDecoder().decode(response.body), "Message").split("\n")[0];
    const words = [errorCode(response), message].filter((word) => word !== "").join(": ");
    return new StorageError(
      this.#container.place,
      `${operation}: ${response.status}${words === "" ? "" : ` ${words}`}`,
    );
  }
}

/** The code of a refusal, which answers without a body have, too. */
export function errorCode({ headers, body }: HttpResponse): string {
  return headers.get("x-ms-error-code") ?? xmlText(new TextDecoder().decode(body), "Code");
}
