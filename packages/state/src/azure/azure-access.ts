import type { Runtime } from "@tutti/runtime";
import { isJsonObject, type JsonObject, parseJsonObject, textMember } from "@tutti/values";
import { callHttp, type RetryPolicy } from "../storage/http-call.ts";
import { StorageError } from "../storage/remote-problem.ts";

/** One of Azure's clouds: where its services are. */
export interface AzureCloud {
  /** Where tokens are given: `https://login.microsoftonline.com`. */
  readonly login: string;
  /** Azure Resource Manager: `https://management.azure.com`. */
  readonly manager: string;
  /** Behind an account's name: `core.windows.net`. */
  readonly storageSuffix: string;
  /** For whom a token of another house is, that is exchanged here. */
  readonly exchangeAudience: string;
}

/** How Azure is reached. */
export interface AzureAccess {
  readonly runtime: Runtime;
  /** Of what is asked for, for people: it stands before each error. */
  readonly place: string;
  readonly retry: RetryPolicy;
}

const PUBLIC: AzureCloud = {
  login: "https://login.microsoftonline.com",
  manager: "https://management.azure.com",
  storageSuffix: "core.windows.net",
  exchangeAudience: "api://AzureADTokenExchange",
};

/** By the names that `environment` may have. */
export const AZURE_CLOUDS: Readonly<Record<string, AzureCloud>> = {
  public: PUBLIC,
  china: {
    login: "https://login.chinacloudapi.cn",
    manager: "https://management.chinacloudapi.cn",
    storageSuffix: "core.chinacloudapi.cn",
    exchangeAudience: "api://AzureADTokenExchangeChina",
  },
  usgovernment: {
    login: "https://login.microsoftonline.us",
    manager: "https://management.usgovcloudapi.net",
    storageSuffix: "core.usgovcloudapi.net",
    exchangeAudience: "api://AzureADTokenExchangeUSGov",
  },
};

/** The cloud that a metadata service describes (Azure Stack). */
export async function cloudOfMetadata(access: AzureAccess, host: string): Promise<AzureCloud> {
  const url = new URL(`https://${host}/metadata/endpoints?api-version=2022-09-01`);
  const json = await askAzure(access, url, {});
  const login = json["authentication"];
  const suffixes = json["suffixes"];
  const cloud = {
    login: isJsonObject(login) ? textMember(login, "loginEndpoint") : "",
    manager: textMember(json, "resourceManager"),
    storageSuffix: isJsonObject(suffixes) ? textMember(suffixes, "storage") : "",
  };
  if (Object.values(cloud).includes(""))
    throw new StorageError(access.place, `${host} does not say where the services of its cloud are`);
  return { ...PUBLIC, ...cloud };
}

/** One request that is answered by a JSON object; another status than 200 is a failure. */
export async function askAzure(
  { runtime, retry, place }: AzureAccess,
  url: URL,
  {
    method,
    form,
    content,
    headers = {},
  }: {
    readonly method?: "POST";
    readonly form?: Readonly<Record<string, string>>;
    /** Sent as JSON, in the place of a form. */
    readonly content?: Readonly<Record<string, string>>;
    readonly headers?: Readonly<Record<string, string>>;
  },
): Promise<JsonObject> {
  const text = content === undefined ? form && new URLSearchParams(form).toString() : JSON.stringify(content);
  const type = content === undefined ? "application/x-www-form-urlencoded" : "application/json";
  const isPost = text !== undefined || method === "POST";
  const response = await callHttp(
    { runtime, retry, tls: {} },
    {
      method: isPost ? "POST" : "GET",
      url,
      headers: () => (text === undefined ? headers : { "content-type": type, ...headers }),
      ...(isPost ? { body: new TextEncoder().encode(text) } : {}),
      staysThere: true,
    },
  );
  const json = parseJsonObject(new TextDecoder().decode(response.body));
  if (response.status === 200 && json !== undefined) return json;
  const error = json?.["error"];
  const said = json?.["error_description"] ?? (isJsonObject(error) ? error["message"] : error);
  const [words = ""] = (typeof said === "string" ? said : "").split(/\r?\n/);
  throw new StorageError(
    place,
    `${url.host}${url.pathname}: ${response.status}${words === "" ? "" : ` ${words}`}`,
  );
}
