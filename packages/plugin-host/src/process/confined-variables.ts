/** What a program needs to find others, its place for temporary files, its language, and the way out. */
const NEEDED = new Set([
  "PATH",
  "HOME",
  "USER",
  "LOGNAME",
  "TMPDIR",
  "TEMP",
  "TMP",
  "LANG",
  "TZ",
  "SYSTEMROOT",
  "HTTP_PROXY",
  "HTTPS_PROXY",
  "NO_PROXY",
  "ALL_PROXY",
  "SSL_CERT_FILE",
  "SSL_CERT_DIR",
  "NODE_EXTRA_CA_CERTS",
]);
const PREFIXES = ["LC_", "TF_LOG", "XDG_"];

/**
 * Of our environment what a plugin sees that anybody may have written: what every program needs, and
 * what begins with its name (`ACME_TOKEN` for `terraform-provider-acme`). Passwords of others are not there.
 */
export function confinedVariables(
  variables: ReadonlyMap<string, string>,
  program: string,
): ReadonlyMap<string, string> {
  const name = program.replace(/^terraform-provider-/, "").replace(/^(tutti|terraform)-provider-/, "");
  const own = `${name.toUpperCase().replaceAll("-", "_")}_`;
  return new Map(
    [...variables].filter(([key]) => {
      const upper = key.toUpperCase();
      return NEEDED.has(upper) || [...PREFIXES, own].some((prefix) => upper.startsWith(prefix));
    }),
  );
}
