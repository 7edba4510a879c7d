import {
  type Disk,
  expect,
  fromUnknown,
  RuntimeError,
  readAuthorities,
  readIdentity,
  type ServerTls,
} from "@tutti/runtime";
import type { TlsConfig } from "../agent-config.ts";

/** Reads what HTTPS needs; rejects with what is wrong with which file, in Consul's words. */
export async function loadServerTls(config: TlsConfig, disk: Disk): Promise<ServerTls> {
  const { versionLeast, cipherSuites, prefersOwnSuites } = config;
  const certificateFile = expect(config.certificateFile, "a certificate, by the configuration");
  const keyFile = expect(config.keyFile, "a key, by the configuration");
  const identity = await told(
    "Failed to load cert/key pair",
    readIdentity(disk, { certificateFile, keyFile }),
  );
  const clientAuthority = config.verifiesClients ? await authorities(config, disk) : undefined;
  return {
    identity,
    ...(clientAuthority === undefined ? {} : { clientAuthority }),
    versionLeast,
    cipherSuites,
    prefersOwnSuites,
  };
}

function authorities(config: TlsConfig, disk: Disk): Promise<string | undefined> {
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
