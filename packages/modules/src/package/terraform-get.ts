import { type FetchContext, FetchFailure } from "../fetch-context.ts";
import { getUrl } from "./get-url.ts";
import { withNetrc } from "./netrc.ts";

/** A page that says where a module is. */
const PAGE_BYTES_MAX = 4 << 20;

/** Where a URL that is no archive says that the package is: by the header, or by a `meta` of its page. */
export async function askForPackage(context: FetchContext, url: URL): Promise<string> {
  const asked = new URL(await withNetrc(context, url));
  asked.searchParams.set("terraform-get", "1");
  const { packageMs, redirectsMax } = context.limits;
  const response = await getUrl(context, asked.href, {
    bodyMax: PAGE_BYTES_MAX,
    timeoutMs: packageMs,
    redirectsMax,
  });
  if (response.status < 200 || response.status >= 300)
    throw new FetchFailure(`bad response code: ${response.status}`);
  const named = response.headers.get("x-terraform-get") ?? metaOf(new TextDecoder().decode(response.body));
  if (named === undefined || named === "") throw new FetchFailure("no source URL was returned");
  return named;
}

const HEAD_END = /<\/head\b|<body\b/i;
const ENTITIES: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  "#34": '"',
  "#39": "'",
};

/** `<meta name="terraform-get" content="…">` of a page's head. */
function metaOf(page: string): string | undefined {
  const end = HEAD_END.exec(page)?.index;
  const head = page.slice(0, end);
  for (const [, attributes = ""] of head.matchAll(/<meta\b([^<>]*)>/gi)) {
    const values = new Map<string, string>();
    for (const [, name = "", double, single] of attributes.matchAll(
      /([a-z-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/gi,
    ))
      values.set(name.toLowerCase(), decodeEntities(double ?? single ?? ""));
    if (values.get("name") === "terraform-get") return values.get("content");
  }
  return undefined;
}

function decodeEntities(text: string): string {
  return text.replaceAll(/&(#?\w+);/g, (whole, name) => ENTITIES[name] ?? whole);
}
