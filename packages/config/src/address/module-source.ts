/** Where a module comes from. */
export type ModuleSource =
  | { readonly kind: "local"; readonly path: string }
  | { readonly kind: "registry"; readonly address: string }
  | { readonly kind: "remote"; readonly address: string };

export type ParsedModuleSource =
  | { readonly ok: true; readonly source: ModuleSource }
  | { readonly ok: false; readonly error: string; readonly maybeRelative: boolean };

export function isLocalSource(text: string): boolean {
  return text.startsWith("./") || text.startsWith("../");
}

const REGISTRY =
  /^(?:[0-9A-Za-z.-]+(?::\d+)?\/)?[0-9A-Za-z](?:[0-9A-Za-z-_]*[0-9A-Za-z])?\/[0-9A-Za-z](?:[0-9A-Za-z-_]*[0-9A-Za-z])?\/[0-9a-z]{1,64}(?:\/\/.*)?$/;
const REMOTE =
  /^(?:[a-z][a-z0-9+.-]*::)?(?:[a-z][a-z0-9+.-]*:\/\/|[\w.-]+@[\w.-]+:|github\.com\/|bitbucket\.org\/|\/)/;

/** The text of `source`; `registryWanted` where a `version` stands beside it. */
export function parseModuleSource(text: string, registryWanted: boolean): ParsedModuleSource {
  if (isLocalSource(text)) {
    if (registryWanted) {
      return failure(`can't use local directory "${text}" as a module registry address`);
    }
    return { ok: true, source: { kind: "local", path: text } };
  }
  if (REGISTRY.test(text) && !/^(?:github\.com|bitbucket\.org)\//.test(text)) {
    return { ok: true, source: { kind: "registry", address: text } };
  }
  if (registryWanted) {
    return failure(
      "a module registry source address must have either three or four slash-separated components",
    );
  }
  if (text === "") return failure("invalid source address: ");
  if (REMOTE.test(text)) return { ok: true, source: { kind: "remote", address: text } };
  return { ok: false, error: text.replace(/^[a-z0-9]+::/, ""), maybeRelative: true };
}

function failure(error: string): ParsedModuleSource {
  return { ok: false, error, maybeRelative: false };
}
