/** Paths of the simulated disk: POSIX, absolute, without `.` and `..`; a relative one is taken from `/`. */
export function normalizePath(path: string): string {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part === "..") parts.pop();
    else parts.push(part);
  }
  return `/${parts.join("/")}`;
}

export function parentOf(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash <= 0 ? "/" : path.slice(0, slash);
}

/** The folder and all above it. */
export function ancestors(path: string): readonly string[] {
  return path === "/" ? ["/"] : [...ancestors(parentOf(path)), path];
}
