import { domainToASCII } from "node:url";

export type HostName =
  | { readonly ok: true; readonly host: string }
  | { readonly ok: false; readonly why: string };

/** A host as it is compared: in lower case and ASCII, without the port that every HTTPS server has. */
export function parseHostName(text: string): HostName {
  const [, name = "", port] = /^(.*?)(?::(\d{1,5}))?$/s.exec(text) ?? [];
  const bad = [...name].find((character) => /[\p{C}\p{Z}!-,/:-@[-`{-~]/u.test(character));
  if (bad !== undefined)
    return {
      ok: false,
      why: `idna: disallowed rune U+${(bad.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`,
    };
  const ascii = domainToASCII(name);
  if (ascii === "") return { ok: false, why: "empty hostname" };
  return { ok: true, host: port === undefined || port === "443" ? ascii : `${ascii}:${port}` };
}
