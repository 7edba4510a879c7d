import type { Disk } from "./disk.ts";
import { RuntimeError } from "./errors.ts";
import { openFailure } from "./go-words.ts";

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/**
 * The certificates of a file, or of all files of a folder where there is no
 * file, as one PEM text; undefined where there is neither. A file without any
 * certificate rejects: who names it believes that it says whom to trust.
 */
export async function readAuthorities(
  disk: Disk,
  { file, folder }: { readonly file?: string | undefined; readonly folder?: string | undefined },
): Promise<string | undefined> {
  if (file !== undefined) return certificatesOf(file, disk);
  if (folder === undefined) return undefined;
  const names = await filesOf(folder, disk);
  const texts: string[] = [];
  for (const name of names) texts.push(await certificatesOf(`${folder}/${name}`, disk));
  if (texts.length === 0) throw wrongFile(folder, `there is no certificate in ${folder}`);
  return texts.join("\n");
}

async function filesOf(folder: string, disk: Disk): Promise<readonly string[]> {
  try {
    const entries = await disk.list(folder);
    return entries
      .filter(({ kind }) => kind === "file" || kind === "link")
      .map(({ name }) => name)
      .sort();
  } catch (error) {
    // A folder is gone through, not opened.
    throw wrongFile(folder, openFailure(error, folder).replace(/^open /, "lstat "), error);
  }
}

async function certificatesOf(path: string, disk: Disk): Promise<string> {
  const text = await readFile(path, disk);
  const found = text.match(CERTIFICATE) ?? [];
  // Loaded here, because few programs that start ever ask for it.
  const { X509Certificate } = await import("node:crypto");
  const isCertificate = (one: string): boolean => succeeded(() => new X509Certificate(one)) !== undefined;
  if (found.length === 0 || !found.every(isCertificate))
    throw wrongFile(path, `Couldn't parse PEM in: ${path}`);
  return found.join("\n");
}

/** A certificate, with those that signed it behind it, and its key; rejects where one is missing, none, or the other's not, in Go's words. */
export async function readIdentity(
  disk: Disk,
  { certificateFile, keyFile }: { readonly certificateFile: string; readonly keyFile: string },
): Promise<{ readonly certificate: string; readonly key: string }> {
  const certificate = await readFile(certificateFile, disk);
  const key = await readFile(keyFile, disk);
  const { createPrivateKey, X509Certificate } = await import("node:crypto");
  const [leaf] = certificate.match(CERTIFICATE) ?? [];
  const owner = leaf === undefined ? undefined : succeeded(() => new X509Certificate(leaf));
  if (owner === undefined)
    throw wrongFile(certificateFile, "tls: failed to find any PEM data in certificate input");
  const secret = succeeded(() => createPrivateKey(key));
  if (secret === undefined) throw wrongFile(keyFile, "tls: failed to find any PEM data in key input");
  if (!owner.checkPrivateKey(secret)) throw wrongFile(keyFile, "tls: private key does not match public key");
  return { certificate, key };
}

async function readFile(path: string, disk: Disk): Promise<string> {
  try {
    return await disk.readText(path);
  } catch (error) {
    throw wrongFile(path, openFailure(error, path), error);
  }
}

function wrongFile(path: string, why: string, cause?: unknown): RuntimeError {
  return new RuntimeError("EINVAL", path, why, { cause });
}

/** What is read, or undefined where it is none. */
function succeeded<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
