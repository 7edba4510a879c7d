import { basename } from "node:path";
import { type AgentClient, createAgentClient, DEFAULT_ADDRESS, readClientTls } from "@tutti/agent-api";
import type { Runtime } from "@tutti/runtime";
import { BOOL, STRING } from "@tutti/values";
import type { BackendArgument, BackendDefinition, BackendProblem } from "../../backend.ts";
import { BackendValues } from "../../backend-values.ts";
import { stateError } from "../../errors.ts";
import { UNSEALED } from "../../state-seal.ts";
import { createRemoteBackend } from "../../storage/remote-backend.ts";
import { type ConsulPlaces, createConsulStorage } from "./consul-storage.ts";

const ARGUMENTS: readonly BackendArgument[] = [
  {
    name: "path",
    type: STRING,
    description: "The key of the state; `tutti/` and the name of the working directory where it is left out.",
  },
  {
    name: "access_token",
    type: STRING,
    environment: ["CONSUL_HTTP_TOKEN"],
    sensitive: true,
    description: "Access token; needs `key:write` below the path and `session:write`.",
  },
  {
    name: "address",
    type: STRING,
    environment: ["CONSUL_HTTP_ADDR"],
    fallback: DEFAULT_ADDRESS,
    description: "Host and port of the agent, or `unix://PATH`.",
  },
  {
    name: "scheme",
    type: STRING,
    description: "`http` or `https`; `https` where CONSUL_HTTP_SSL says so, else `http`.",
  },
  { name: "datacenter", type: STRING, description: "The datacenter; the agent's own where it is left out." },
  {
    name: "http_auth",
    type: STRING,
    environment: ["CONSUL_HTTP_AUTH"],
    sensitive: true,
    description: "HTTP basic authentication as `username:password`.",
  },
  { name: "gzip", type: BOOL, fallback: false, description: "Whether states are compressed." },
  { name: "lock", type: BOOL, fallback: true, description: "Whether states are locked." },
  {
    name: "ca_file",
    type: STRING,
    environment: ["CONSUL_CACERT"],
    description: "PEM file of the authorities that the agent's certificate is checked with.",
  },
  {
    name: "cert_file",
    type: STRING,
    environment: ["CONSUL_CLIENT_CERT"],
    description: "PEM file of the certificate that is shown to the agent; needs `key_file`.",
  },
  {
    name: "key_file",
    type: STRING,
    environment: ["CONSUL_CLIENT_KEY"],
    description: "PEM file of the key of `cert_file`.",
  },
];

const INVALID = stateError("invalid-backend-configuration");

/** `backend "consul"`: states under keys of a Consul agent, by default the one of this machine. */
export const CONSUL: BackendDefinition = {
  type: "consul",
  arguments: ARGUMENTS,
  takesFileFlags: false,
  validate(settings, variables) {
    const values = new BackendValues(ARGUMENTS, settings, variables);
    return [...schemeProblems(values), ...certificateProblems(values)];
  },
  create: ({ runtime, reader, seal = UNSEALED }, settings) => {
    const values = new BackendValues(ARGUMENTS, settings, runtime.environment.variables);
    return createRemoteBackend(createConsulStorage(runtime, placesOf(runtime, values)), {
      runtime,
      reader,
      seal,
      directory: "",
    });
  },
};

function* schemeProblems(values: BackendValues): Generator<BackendProblem> {
  const scheme = values.text("scheme");
  if (scheme !== undefined && scheme !== "http" && scheme !== "https")
    yield {
      ...INVALID,
      detail: `scheme must be "http" or "https", not ${JSON.stringify(scheme)}`,
      argument: "scheme",
    };
}

function* certificateProblems(values: BackendValues): Generator<BackendProblem> {
  for (const [argument, other] of [
    ["cert_file", "key_file"],
    ["key_file", "cert_file"],
  ] as const) {
    if (values.text(argument) !== undefined && values.text(other) === undefined)
      yield { ...INVALID, detail: `${argument} is set but ${other} is not`, argument };
  }
}

function placesOf(runtime: Runtime, values: BackendValues): ConsulPlaces {
  const path = values.text("path") ?? `tutti/${basename(runtime.environment.directory)}`;
  const address = addressOf(values);
  return {
    path,
    place: `consul://${address.replace(/^https?:\/\//, "")}/${path}`,
    gzip: values.flag("gzip"),
    lock: values.flag("lock"),
    connect: () => connect(runtime, values, address),
  };
}

/** A scheme that stands in the address itself counts; else the argument. */
function addressOf(values: BackendValues): string {
  const address = values.text("address") ?? DEFAULT_ADDRESS;
  const scheme = values.text("scheme");
  return scheme === undefined || address.includes("://") ? address : `${scheme}://${address}`;
}

async function connect(runtime: Runtime, values: BackendValues, address: string): Promise<AgentClient> {
  const token = values.text("access_token") ?? (await tokenOfFile(runtime));
  const datacenter = values.text("datacenter");
  const basicAuth = values.text("http_auth");
  return createAgentClient(runtime, {
    address,
    tls: await readClientTls(runtime, {
      authorityFile: values.text("ca_file"),
      certificateFile: values.text("cert_file"),
      keyFile: values.text("key_file"),
    }),
    ...(token === undefined ? {} : { token }),
    ...(datacenter === undefined ? {} : { datacenter }),
    ...(basicAuth === undefined ? {} : { basicAuth }),
  });
}

async function tokenOfFile({ environment, disk }: Runtime): Promise<string | undefined> {
  const file = environment.variables.get("CONSUL_HTTP_TOKEN_FILE") ?? "";
  return file === "" ? undefined : (await disk.readText(file)).trim();
}
