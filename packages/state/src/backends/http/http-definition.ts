import { BOOL, NUMBER, STRING } from "@tutti/values";
import type { BackendArgument, BackendDefinition, BackendProblem } from "../../backend.ts";
import { BackendValues } from "../../backend-values.ts";
import { stateError } from "../../errors.ts";
import { UNSEALED } from "../../state-seal.ts";
import { createRemoteBackend } from "../../storage/remote-backend.ts";
import { createHttpStorage, type HttpPlaces } from "./http-storage.ts";

const ARGUMENTS: readonly BackendArgument[] = [
  {
    name: "address",
    type: STRING,
    environment: ["TF_HTTP_ADDRESS"],
    description: "The address of the REST endpoint.",
  },
  {
    name: "update_method",
    type: STRING,
    environment: ["TF_HTTP_UPDATE_METHOD"],
    fallback: "POST",
    description: "HTTP method to use when updating state.",
  },
  {
    name: "lock_address",
    type: STRING,
    environment: ["TF_HTTP_LOCK_ADDRESS"],
    description: "The address of the lock REST endpoint; without it nothing is locked.",
  },
  {
    name: "unlock_address",
    type: STRING,
    environment: ["TF_HTTP_UNLOCK_ADDRESS"],
    description: "The address of the unlock REST endpoint; without it nothing is unlocked.",
  },
  {
    name: "lock_method",
    type: STRING,
    environment: ["TF_HTTP_LOCK_METHOD"],
    fallback: "LOCK",
    description: "The HTTP method to use when locking.",
  },
  {
    name: "unlock_method",
    type: STRING,
    environment: ["TF_HTTP_UNLOCK_METHOD"],
    fallback: "UNLOCK",
    description: "The HTTP method to use when unlocking.",
  },
  {
    name: "username",
    type: STRING,
    environment: ["TF_HTTP_USERNAME"],
    description: "The username for HTTP basic authentication.",
  },
  {
    name: "password",
    type: STRING,
    environment: ["TF_HTTP_PASSWORD"],
    sensitive: true,
    description: "The password for HTTP basic authentication.",
  },
  {
    name: "skip_cert_verification",
    type: BOOL,
    fallback: false,
    description: "Whether to skip TLS verification.",
  },
  {
    name: "retry_max",
    type: NUMBER,
    environment: ["TF_HTTP_RETRY_MAX"],
    fallback: 2,
    description: "The number of HTTP request retries.",
  },
  {
    name: "retry_wait_min",
    type: NUMBER,
    environment: ["TF_HTTP_RETRY_WAIT_MIN"],
    fallback: 1,
    description: "The least time in seconds to wait between attempts.",
  },
  {
    name: "retry_wait_max",
    type: NUMBER,
    environment: ["TF_HTTP_RETRY_WAIT_MAX"],
    fallback: 30,
    description: "The longest time in seconds to wait between attempts.",
  },
  {
    name: "client_ca_certificate_pem",
    type: STRING,
    environment: ["TF_HTTP_CLIENT_CA_CERTIFICATE_PEM"],
    description: "PEM certificates of the authorities that the server's certificate is checked with.",
  },
  {
    name: "client_certificate_pem",
    type: STRING,
    environment: ["TF_HTTP_CLIENT_CERTIFICATE_PEM"],
    description: "PEM certificate that is shown to the server (mTLS).",
  },
  {
    name: "client_private_key_pem",
    type: STRING,
    environment: ["TF_HTTP_CLIENT_PRIVATE_KEY_PEM"],
    sensitive: true,
    description: "PEM key of client_certificate_pem.",
  },
];

/** `backend "http"`: a state behind a REST endpoint. */
export const HTTP: BackendDefinition = {
  type: "http",
  arguments: ARGUMENTS,
  takesFileFlags: false,
  validate(settings, variables) {
    const values = new BackendValues(ARGUMENTS, settings, variables);
    return [...addressProblems(values), ...numberProblems(values), ...tlsProblems(values)];
  },
  create: ({ runtime, reader, seal = UNSEALED }, settings) =>
    createRemoteBackend(
      createHttpStorage(
        runtime,
        placesOf(new BackendValues(ARGUMENTS, settings, runtime.environment.variables)),
      ),
      { runtime, reader, seal, directory: "" },
    ),
};

const INVALID = stateError("invalid-backend-configuration");

function* addressProblems(values: BackendValues): Generator<BackendProblem> {
  if (values.text("address") === undefined)
    yield { ...INVALID, detail: "address argument is required", argument: "address" };
  for (const argument of ["address", "lock_address", "unlock_address"]) {
    const text = values.text(argument);
    if (text === undefined || isHttpAddress(text)) continue;
    yield { ...INVALID, detail: `${argument} must be HTTP or HTTPS`, argument };
  }
}

function isHttpAddress(text: string): boolean {
  return URL.canParse(text) && ["http:", "https:"].includes(new URL(text).protocol);
}

function* numberProblems(values: BackendValues): Generator<BackendProblem> {
  for (const argument of ["retry_max", "retry_wait_min", "retry_wait_max"]) {
    const value = values.whole(argument);
    if (Number.isInteger(value) && value >= 0) continue;
    yield { ...INVALID, detail: `${argument} must be a whole number, 0 or more`, argument };
  }
}

function* tlsProblems(values: BackendValues): Generator<BackendProblem> {
  const has = (argument: string): boolean => values.text(argument) !== undefined;
  const pair = ["client_certificate_pem", "client_private_key_pem"] as const;
  for (const [argument, other] of [pair, pair.toReversed()]) {
    if (argument === undefined || !has(argument) || has(other ?? "")) continue;
    yield { ...INVALID, detail: `${argument} is set but ${other} is not`, argument };
  }
}

function placesOf(values: BackendValues): HttpPlaces {
  const address = (name: string): URL | undefined => {
    const text = values.text(name);
    return text === undefined ? undefined : new URL(text);
  };
  const authority = values.text("client_ca_certificate_pem");
  const certificate = values.text("client_certificate_pem");
  const key = values.text("client_private_key_pem");
  return {
    state: { url: address("address") ?? new URL("http:"), method: values.text("update_method") ?? "" },
    lock: { url: address("lock_address"), method: values.text("lock_method") ?? "" },
    unlock: { url: address("unlock_address"), method: values.text("unlock_method") ?? "" },
    username: values.text("username"),
    password: values.text("password") ?? "",
    retry: {
      retries: values.whole("retry_max"),
      waitMinMs: 1_000 * values.whole("retry_wait_min"),
      waitMaxMs: 1_000 * values.whole("retry_wait_max"),
    },
    tls: {
      ...(values.flag("skip_cert_verification") ? { tlsUnverified: true } : {}),
      ...(authority === undefined ? {} : { tlsAuthority: authority }),
      ...(certificate === undefined || key === undefined ? {} : { tlsIdentity: { certificate, key } }),
    },
  };
}
