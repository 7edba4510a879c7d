import {
  fromUnknown,
  type Runtime,
  RuntimeError,
  readAuthorities,
  readIdentity,
  type TlsOptions,
} from "@tutti/runtime";

/** How an agent behind HTTPS is checked, and what it is shown; all files are PEM. */
export interface ClientTlsFiles {
  readonly authorityFile?: string | undefined;
  /** All files in it; nothing where there is an `authorityFile`. */
  readonly authorityFolder?: string | undefined;
  /** Only together with `keyFile`. */
  readonly certificateFile?: string | undefined;
  readonly keyFile?: string | undefined;
  readonly serverName?: string | undefined;
}

/** The code of what is wrong with those files: nobody was asked yet. */
export const TLS_FILES_CODE = "ETLSFILES";

/**
 * Reads them. What is left open comes from CONSUL_CACERT, CONSUL_CAPATH,
 * CONSUL_CLIENT_CERT, CONSUL_CLIENT_KEY and CONSUL_TLS_SERVER_NAME;
 * CONSUL_HTTP_SSL_VERIFY says whether the agent is checked. Rejects with
 * `TLS_FILES_CODE` where a file is not what it is named as, in Go's words.
 */
export async function readClientTls(
  { environment: { variables }, disk }: Pick<Runtime, "environment" | "disk">,
  files: ClientTlsFiles = {},
): Promise<TlsOptions> {
  const settled = (given: string | undefined, variable: string): string | undefined =>
    given || variables.get(variable) || undefined;
  const certificateFile = settled(files.certificateFile, "CONSUL_CLIENT_CERT");
  const keyFile = settled(files.keyFile, "CONSUL_CLIENT_KEY");
  const file = settled(files.authorityFile, "CONSUL_CACERT");
  const folder = settled(files.authorityFolder, "CONSUL_CAPATH");
  const serverName = settled(files.serverName, "CONSUL_TLS_SERVER_NAME");
  if ((certificateFile === undefined) !== (keyFile === undefined))
    throw unusable("both client cert and client key must be provided");
  const identity =
    certificateFile === undefined || keyFile === undefined
      ? undefined
      : await told("", readIdentity(disk, { certificateFile, keyFile }));
  const prefix = `Error loading CA ${file === undefined ? "Path" : "File"}: `;
  const authority = await told(prefix, readAuthorities(disk, { file, folder }));
  return {
    ...(identity === undefined ? {} : { tlsIdentity: identity }),
    ...(authority === undefined ? {} : { tlsAuthority: authority }),
    ...(serverName === undefined ? {} : { tlsServerName: serverName }),
    // What cannot be understood leaves the check on.
    ...(/^(0|f|false)$/i.test(variables.get("CONSUL_HTTP_SSL_VERIFY") ?? "") ? { tlsUnverified: true } : {}),
  };
}

async function told<T>(prefix: string, reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    const { message } = fromUnknown(error, "tls");
    throw unusable(message.startsWith("lstat ") ? message : `${prefix}${message}`);
  }
}

function unusable(why: string): RuntimeError {
  return new RuntimeError(TLS_FILES_CODE, "tls", why);
}
