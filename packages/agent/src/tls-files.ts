import {
  type Disk,
  expect,
  fromUnknown,
  RuntimeError,
  readAuthorities,
  readIdentity,
  type ServerTls,
  type TlsOptions,
} from "@tutti/runtime";
import type { CheckTls, TlsConfig, TlsFiles } from "./agent-config.ts";

/** Reads what HTTPS needs; rejects with what is wrong with which file, in Consul's words. */
export async function loadServerTls(config: TlsConfig, disk: Disk): Promise<ServerTls> {
  const { versionLeast, cipherSuites, prefersOwnSuites } = config;
  const identity = expect(await identityOf(config, disk), "a certificate and its key, by the configuration");
  const clientAuthority = config.verifiesClients ? await authorities(config, disk) : undefined;
  return {
    identity,
    ...(clientAuthority === undefined ? {} : { clientAuthority }),
    versionLeast,
    cipherSuites,
    prefersOwnSuites,
  };
}

/** Reads what checks show of the agent, and whom they trust; rejects alike. */
export async function loadCheckTls(config: CheckTls, disk: Disk): Promise<TlsOptions> {
  const identity = await identityOf(config, disk);
  const authority = await authorities(config, disk);
  return {
    ...(identity === undefined ? {} : { tlsIdentity: identity }),
    ...(authority === undefined ? {} : { tlsAuthority: authority }),
    tlsServerName: config.serverName,
    tlsVersionLeast: config.versionLeast,
  };
}

async function identityOf(
  { certificateFile, keyFile }: TlsFiles,
  disk: Disk,
): Promise<ServerTls["identity"] | undefined> {
  if (certificateFile === undefined || keyFile === undefined) return undefined;
  return told("Failed to load cert/key pair", readIdentity(disk, { certificateFile, keyFile }));
}

function authorities(config: TlsFiles, disk: Disk): Promise<string | undefined> {
  const { authorityFile: file, authorityFolder: folder } = config;
  return told(`Error loading from ${file ?? folder}`, readAuthorities(disk, { file, folder }));
}

async function told<T>(what: string, reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    const { code, subject, message } = fromUnknown(error, "tls");
    throw new RuntimeError(code, subject, `${what}: ${message}`, { cause: error });
  }
}
