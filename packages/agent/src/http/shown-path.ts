/** The routes of before 1.4 that name a token by its secret. */
const WITH_SECRET = /^(\/v1\/acl\/(?:update|destroy|info|clone)\/)[^?]+/;

/** A path for logs and records: with nothing in it that lets somebody in. */
export function shownPath(path: string): string {
  return path.replace(WITH_SECRET, "$1<hidden>");
}
