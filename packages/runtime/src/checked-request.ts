import { RuntimeError } from "./errors.ts";
import type { HttpRequest } from "./network.ts";

/** RFC 9110: a name is a token, a value has no control characters. */
const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/**
 * The URL of a request that can be sent; throws `EINVAL` where what a user gave
 * makes none, so that it is told as theirs: a place with blanks in its name, a
 * token with a line break at its end.
 */
export function checkedUrl({ url, headers = {} }: Pick<HttpRequest, "url" | "headers">): URL {
  // Who asks may stand in it, with a password.
  const shown = url.replace(/\/\/[^/]*@/, "//…@");
  if (!URL.canParse(url)) throw new RuntimeError("EINVAL", shown, `${JSON.stringify(shown)} is not a URL`);
  const found = new URL(url);
  if (found.protocol !== "http:" && found.protocol !== "https:")
    throw new RuntimeError(
      "EINVAL",
      shown,
      `${found.protocol.slice(0, -1)} is not spoken, only http and https`,
    );
  for (const [name, values] of Object.entries(headers)) {
    if (!NAME.test(name))
      throw new RuntimeError("EINVAL", shown, `a header cannot be named ${JSON.stringify(name)}`);
    // Not the value: it may be a secret.
    if (![values].flat().every((value): boolean => VALUE.test(value)))
      throw new RuntimeError(
        "EINVAL",
        shown,
        `the value of the header ${name} has characters that no header can hold`,
      );
  }
  return found;
}
