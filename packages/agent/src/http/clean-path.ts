/** The path without doubled slashes, `.` and `..`, with its trailing slash kept: what Go's ServeMux redirects to. */
export function cleanPath(path: string): string {
  if (!/\/\/|\/\.{1,2}(\/|$)/.test(path)) return path;
  const out: string[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part === "..") out.pop();
    else out.push(part);
  }
  const cleaned = `/${out.join("/")}`;
  return path.endsWith("/") && cleaned !== "/" ? `${cleaned}/` : cleaned;
}

/** A path as Go writes it into a URL. */
export function escapePath(path: string): string {
  return path.replace(/[^A-Za-z0-9\-_.~$&+,/:;=@]+/g, encodeURIComponent);
}

/** True if every character can be printed; Consul refuses paths with others. */
export function isPrintable(path: string): boolean {
  // no mutant: a shortcut for what nearly all paths are
  if (/^[ -~]*$/.test(path)) return true;
  return !/[\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/u.test(path);
}

/** A path without its escapes; undefined where they make no text. */
export function decodePath(raw: string): string | undefined {
  // no mutant: a shortcut
  if (!raw.includes("%")) return raw;
  try {
    return decodeURIComponent(raw);
  } catch {
    return undefined;
  }
}
