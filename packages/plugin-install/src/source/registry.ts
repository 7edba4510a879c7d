/** The registry of a provider's host, by the protocol `providers.v1`. */

import {
  askRegistry,
  discover,
  FetchFailure,
  type HostSettings,
  serviceUrl,
  statusText,
} from "@tutti/modules";
import { canonicalVersion } from "../package/package-folders.ts";
import { checksumOf, hashesOfAll, verifySums } from "./checksum-list.ts";
import { listMember, member, parseAnswer, textMember, textsMember } from "./json-answer.ts";
import type { PackageSource, RemotePackage, SourceContext } from "./package-source.ts";

/** Major versions of the plugin protocol that we speak. */
const PROTOCOL = /^[56](\.|$)/;

export function providerRegistry(context: SourceContext, host: HostSettings): PackageSource {
  const registry = new Registry(context, host);
  return {
    name: "the provider's origin registry",
    versions: (source) => registry.versions(source),
    find: (source, version, platform) => registry.find(source, version, platform),
  };
}

class Registry {
  readonly #context: SourceContext;
  readonly #host: HostSettings;
  /** Each provider is asked for once a run. */
  readonly #versions = new Map<string, Promise<readonly string[]>>();

  constructor(context: SourceContext, host: HostSettings) {
    this.#context = context;
    this.#host = host;
  }

  versions(source: string): Promise<readonly string[]> {
    const found = this.#versions.get(source) ?? this.#askVersions(source);
    this.#versions.set(source, found);
    return found;
  }

  async #askVersions(source: string): Promise<readonly string[]> {
    const { got, host } = await this.#ask(source, "versions");
    if (got.status === 404)
      throw new FetchFailure(
        `provider registry ${host} does not have a provider named ${source}\n\nAll modules should specify their required_providers so that external consumers will get the correct providers when using a module`,
      );
    return listMember(this.#parsed(source, got.body), "versions").flatMap((one) => {
      const text = textMember(one, "version");
      const version = text === undefined ? undefined : canonicalVersion(text);
      const protocols = textsMember(one, "protocols");
      const isSpoken = protocols.length === 0 || protocols.some((protocol) => PROTOCOL.test(protocol));
      return version === undefined || !isSpoken ? [] : [version];
    });
  }

  async find(source: string, version: string, platform: string): Promise<RemotePackage | undefined> {
    const [os = "", arch = ""] = platform.split("_");
    const { got } = await this.#ask(source, `${version}/download/${os}/${arch}`);
    if (got.status === 404) return undefined;
    const json = this.#parsed(source, got.body);
    const url = (name: string): string => {
      const text = textMember(json, name) ?? "";
      const parsed = text !== "" && URL.canParse(text, got.url) ? new URL(text, got.url) : undefined;
      if (parsed?.protocol === "https:" || parsed?.protocol === "http:") return parsed.href;
      throw this.#failure(source, `registry response includes invalid ${name} ${JSON.stringify(text)}`);
    };
    if (textMember(json, "os") !== os || textMember(json, "arch") !== arch)
      throw this.#failure(
        source,
        `registry response to request for ${platform} archive has incorrect target`,
      );
    // All of them before anything is asked: a question that nobody waits for any more would end the program.
    const [archive, list, listSignature] = [
      url("download_url"),
      url("shasums_url"),
      url("shasums_signature_url"),
    ];
    const [sums, signature] = await Promise.all([
      this.#file(source, list, "authentication checksums"),
      this.#file(source, listSignature, "cryptographic signature"),
    ]);
    const keys = listMember(member(json, "signing_keys"), "gpg_public_keys").flatMap(
      (key) => textMember(key, "ascii_armor") ?? [],
    );
    const shasum = textMember(json, "shasum") ?? "";
    const checksum = checksumOf(sums, textMember(json, "filename") ?? "");
    if (checksum !== shasum)
      throw new FetchFailure(`checksum list has unexpected SHA-256 hash ${checksum} (expected ${shasum})`);
    const { trust, isSelfSigned } = await verifySums(sums, signature, keys);
    const hashes = [`zh:${checksum}`];
    return {
      kind: "remote",
      url: archive,
      hashes,
      allHashes: hashesOfAll(sums),
      trust,
      isSelfSigned,
    };
  }

  async #ask(source: string, what: string) {
    const [host = "", namespace = "", type = ""] = source.split("/");
    const base = await this.#service(host);
    const url = new URL(`${namespace}/${type}/${what}`, base).href;
    const got = await askRegistry(this.#context, url, await this.#host.token(host)).catch(
      (error: unknown) => {
        throw error instanceof FetchFailure ? this.#failure(source, error.message) : error;
      },
    );
    if (got.status === 401) throw new FetchFailure(`host ${host} requires authentication credentials`);
    if (got.status === 403)
      throw new FetchFailure(`host ${host} rejected the given authentication credentials`);
    if (got.status !== 200 && got.status !== 404) throw this.#failure(source, statusText(got.status));
    return { got, host };
  }

  async #service(host: string): Promise<string> {
    try {
      const base = serviceUrl(await discover(this.#context, this.#host, host), "providers.v1");
      if (base !== undefined) return base;
    } catch (error) {
      if (!(error instanceof FetchFailure)) throw error;
      throw new FetchFailure(`could not connect to ${host}: ${error.message}`);
    }
    throw new FetchFailure(`host ${host} does not offer a <Tutti> provider registry`);
  }

  async #file(source: string, url: string, what: string): Promise<Uint8Array> {
    const got = await askRegistry(this.#context, url, undefined);
    if (got.status === 200) return got.body;
    throw this.#failure(
      source,
      `failed to retrieve ${what} for provider: ${statusText(got.status)} returned from ${url}`,
    );
  }

  #parsed(source: string, body: Uint8Array): unknown {
    const parsed = parseAnswer(body);
    if (parsed === undefined) throw this.#failure(source, "the answer is no JSON");
    return parsed;
  }

  #failure(source: string, why: string): FetchFailure {
    const [host = ""] = source.split("/");
    return new FetchFailure(`failed to query provider registry ${host} for ${source}: ${why}`);
  }
}
