/** The value of an `Authorization` or `Proxy-Authorization` header for a name and a password (RFC 7617, UTF-8). */
export function basicAuthorization(userName: string, password: string): string {
  return `Basic ${Buffer.from(`${userName}:${password}`, "utf8").toString("base64")}`;
}

/**
 * The same for what stands before a URL's host; undefined where nothing does.
 * Throws a `URIError` where it is not percent-encoded UTF-8.
 */
export function urlAuthorization({ username, password }: URL): string | undefined {
  if (username === "" && password === "") return undefined;
  return basicAuthorization(decodeURIComponent(username), decodeURIComponent(password));
}
