/** `host:port/path/name:tag@digest`, taken apart. */
export interface ImageReference {
  /** With the registry, without tag and digest. */
  readonly repository: string;
  readonly tag: string | undefined;
  readonly digest: string | undefined;
  /** As registries are named in credentials: `docker.io` where the reference names none. */
  readonly registry: string;
}

/** Takes the text of an image reference apart; a tag is what follows the last colon behind the last slash. */
export function parseReference(text: string): ImageReference {
  const [name = "", digest] = text.split("@");
  const slash = name.lastIndexOf("/");
  const colon = name.indexOf(":", slash + 1);
  const repository = colon < 0 ? name : name.slice(0, colon);
  const first = repository.split("/")[0] ?? "";
  const named = repository.includes("/") && (/[.:]/.test(first) || first === "localhost");
  return {
    repository,
    tag: colon < 0 ? undefined : name.slice(colon + 1),
    digest,
    registry: named ? first : "docker.io",
  };
}

/** True for the id of an image, which no registry knows. */
export function isImageId(text: string): boolean {
  return /^(sha256:)?[0-9a-f]{64}$/.test(text) || /^sha256:/.test(text);
}
