/** What a fetch puts up with; whoever sends the package is not trusted. */
export interface FetchLimits {
  /** Of an archive as it is sent. */
  readonly archiveBytesMax: number;
  /** Of all files of a package together, and so of one of them. */
  readonly packageBytesMax: number;
  /** Files, folders and links of a package. */
  readonly entriesMax: number;
  /** How many times larger a package may be than its archive, once it is larger than `ratioFromBytes`. */
  readonly ratioMax: number;
  readonly ratioFromBytes: number;
  /** For one request or one call of git, from its start to its last byte. */
  readonly packageMs: number;
  /** HTTP redirects that are followed one after the other, and so `X-Terraform-Get`. */
  readonly redirectsMax: number;
}

/** Larger than any module that is meant to be one. */
export const FETCH_LIMITS: FetchLimits = {
  archiveBytesMax: 256 << 20,
  packageBytesMax: 1 << 30,
  entriesMax: 100_000,
  ratioMax: 200,
  ratioFromBytes: 16 << 20,
  packageMs: 600_000,
  redirectsMax: 10,
};
