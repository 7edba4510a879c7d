import { createHash } from "node:crypto";

/** As the public provider keeps what it was given. */
export function sha1Of(text: string): string {
  return createHash("sha1").update(text).digest("hex");
}
