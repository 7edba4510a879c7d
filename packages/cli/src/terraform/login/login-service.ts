import type { Discovered } from "@tutti/modules";

/** How a host gives tokens to programs. */
export type LoginService =
  | {
      readonly kind: "login";
      readonly client: string;
      readonly authorizeUrl: string;
      readonly tokenUrl: string;
      readonly scopes: readonly string[];
      /** Where the host lets a program listen for its answer, both included. */
      readonly ports: readonly [number, number];
    }
  /** People make them on a page, and type them in. */
  | { readonly kind: "page"; readonly page: string };

/** Or why it does not. */
export type FoundLogin =
  | LoginService
  | { readonly kind: "grants" }
  | { readonly kind: "none"; readonly why: string | undefined };

const PORTS_DEFAULT: readonly [number, number] = [1024, 65_535];

/** What a host says of `login.v1`; one with `tfe.v2` alone has a page for tokens. */
export function readLoginService({ url, services }: Discovered): FoundLogin {
  const service = services.get("login.v1");
  if (typeof service !== "object" || service === null) {
    const other = services.get("tfe.v2");
    return typeof other === "string"
      ? { kind: "page", page: pageOf(new URL(other, url)) }
      : { kind: "none", why: undefined };
  }
  const fields = new Map(Object.entries(service));
  const text = (name: string): string => {
    const value = fields.get(name);
    return typeof value === "string" ? value : "";
  };
  for (const name of ["client", "authz", "token"])
    if (text(name) === "")
      return { kind: "none", why: `Service login.v1 definition is missing required property "${name}"` };
  const grants = fields.get("grant_types");
  if (Array.isArray(grants) && !grants.includes("authz_code")) return { kind: "grants" };
  const scopes = fields.get("scopes");
  return {
    kind: "login",
    client: text("client"),
    authorizeUrl: new URL(text("authz"), url).href,
    tokenUrl: new URL(text("token"), url).href,
    scopes: Array.isArray(scopes) ? scopes.filter((scope) => typeof scope === "string") : [],
    ports: portsOf(fields.get("ports")),
  };
}

function pageOf({ protocol, hostname }: URL): string {
  return `${protocol === "http:" ? "https:" : protocol}//${hostname}/app/settings/tokens?source=terraform-login`;
}

function portsOf(value: unknown): readonly [number, number] {
  const [low, high]: readonly unknown[] = Array.isArray(value) ? value : [];
  const isPort = (one: unknown): one is number => typeof one === "number" && one >= 1024 && one <= 65_535;
  return isPort(low) && isPort(high) && low <= high ? [low, high] : PORTS_DEFAULT;
}
