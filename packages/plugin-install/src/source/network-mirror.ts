import { askRegistry, FetchFailure, type HostSettings } from "@tutti/modules";
import { canonicalVersion } from "../package/package-folders.ts";
import { member, memberNames, parseAnswer, textMember, textsMember } from "./json-answer.ts";
import type { PackageSource, SourceContext } from "./package-source.ts";

/** A server of files: `HOST/NAMESPACE/TYPE/index.json`, and for each version a list of its archives. */
export function networkMirror(context: SourceContext, base: string, host: HostSettings): PackageSource {
  const root = base.endsWith("/") ? base : `${base}/`;
  const versions = new Map<string, Promise<readonly string[] | undefined>>();
  const ask = async (source: string, name: string) => {
    const url = new URL(`${source}/${name}`, root);
    const got = await askRegistry(context, url.href, await host.token(url.host));
    if (got.status === 401 || got.status === 403)
      throw new FetchFailure(
        `host ${url.host} ${got.status === 401 ? "requires authentication credentials" : "rejected the given authentication credentials"}`,
      );
    if (got.status !== 200 && got.status !== 404)
      throw failure(url.href, source, `server returned unsuccessful status ${got.status}`);
    return got;
  };
  const askVersions = async (source: string): Promise<readonly string[] | undefined> => {
    const got = await ask(source, "index.json");
    if (got.status === 404) return undefined;
    const names = memberNames(member(parse(got.url, source, got.body), "versions"));
    return names.filter((name) => canonicalVersion(name) === name);
  };
  return {
    name: `provider mirror at ${root}`,
    versions(source) {
      const found = versions.get(source) ?? askVersions(source);
      versions.set(source, found);
      return found;
    },
    async find(source, version, platform) {
      const got = await ask(source, `${version}.json`);
      if (got.status === 404)
        throw failure(
          got.url,
          source,
          `provider mirror does not have archive index for previously-reported ${source} version ${version}`,
        );
      const archive = member(member(parse(got.url, source, got.body), "archives"), platform);
      if (archive === undefined) return undefined;
      const url = textMember(archive, "url") ?? "";
      if (url === "" || !URL.canParse(url, got.url))
        throw failure(got.url, source, `provider mirror returned invalid URL ${JSON.stringify(url)}`);
      const hashes = textsMember(archive, "hashes");
      return {
        kind: "remote",
        url: new URL(url, got.url).href,
        hashes,
        allHashes: hashes,
        trust: hashes.length === 0 ? "unauthenticated" : "verified checksum",
        isSelfSigned: false,
      };
    },
  };
}

function parse(url: string, source: string, body: Uint8Array): unknown {
  const parsed = parseAnswer(body);
  if (parsed !== undefined) return parsed;
  throw failure(url, source, "invalid response content from mirror server");
}

function failure(url: string, source: string, why: string): FetchFailure {
  return new FetchFailure(`failed to query provider mirror ${new URL(url).host} for ${source}: ${why}`);
}
