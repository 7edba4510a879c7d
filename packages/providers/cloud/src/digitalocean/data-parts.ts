/** What data sources tell of one thing: its attributes, and how they are found in an answer. */

import type { Fields, PlainRecord } from "@tutti/plugin";
import { BOOL, listType, NUMBER, STRING, setType, type Type } from "@tutti/values";

/** Attributes by name with what they are, and the view of an answer that fills them. */
export interface Described {
  readonly types: Readonly<Record<string, readonly [Type, string]>>;
  readonly view: (found: Fields) => PlainRecord;
}

/** Attributes that are called as the members of the answer; `own` are made otherwise. */
function described(types: Described["types"], own: (found: Fields) => PlainRecord = () => ({})): Described {
  const names = Object.keys(types);
  return {
    types,
    view: (found) => ({
      ...Object.fromEntries(names.map((name) => [name, found.plain(name)])),
      ...own(found),
    }),
  };
}

export const ACCOUNT: Described = described({
  uuid: [STRING, "What tells the account from all others."],
  email: [STRING, "With which its owner logs in."],
  email_verified: [BOOL, "The owner has answered from there."],
  droplet_limit: [NUMBER, "How many droplets there may be."],
  floating_ip_limit: [NUMBER, "How many reserved addresses there may be."],
  status: [STRING, "`active`, `warning` or `locked`."],
  status_message: [STRING, "More about the status."],
});

export const DOMAIN_PARTS: Described = described(
  {
    name: [STRING, "The name of the domain."],
    urn: [STRING, "Its name among all resources: `do:domain:NAME`."],
    ttl: [NUMBER, "How long its records may be kept, in seconds."],
    zone_file: [STRING, "All of its records, as a name server's file."],
  },
  (found) => ({ urn: `do:domain:${found.text("name")}` }),
);

export const RECORD_PARTS: Described = described({
  id: [NUMBER, "The number of the record."],
  type: [STRING, "`A`, `MX` …"],
  name: [STRING, "The name in the domain."],
  data: [STRING, "What it says: an address, a name, a text."],
  priority: [NUMBER, "Of MX and SRV."],
  port: [NUMBER, "Of SRV."],
  ttl: [NUMBER, "How long it may be kept, in seconds."],
  weight: [NUMBER, "Of SRV."],
  flags: [NUMBER, "Of CAA."],
  tag: [STRING, "Of CAA."],
});

export const IMAGE_PARTS: Described = described(
  {
    id: [NUMBER, "The number of the image."],
    name: [STRING, "The name."],
    slug: [STRING, "The slug of an image of the service."],
    image: [STRING, "The number, as text."],
    type: [STRING, "`base`, `snapshot`, `backup` or `custom`."],
    distribution: [STRING, "Its system."],
    min_disk_size: [NUMBER, "The least disk that it needs, in GB."],
    size_gigabytes: [NUMBER, "Its size."],
    private: [BOOL, "It is the account's own."],
    regions: [setType(STRING), "Where it is."],
    tags: [setType(STRING), "Its tags."],
    created: [STRING, "When it was made."],
    status: [STRING, "`NEW`, `available`, `pending` or `deleted`."],
    error_message: [STRING, "Why it cannot be used."],
    description: [STRING, "A text about it."],
  },
  (found) => ({
    image: String(found.number("id") ?? ""),
    private: found.bool("public") !== true,
    created: found.plain("created_at"),
  }),
);

export const SSH_KEY_PARTS: Described = described({
  id: [NUMBER, "The number of the key."],
  name: [STRING, "What it is called."],
  public_key: [STRING, "As OpenSSH writes it."],
  fingerprint: [STRING, "Its fingerprint, by MD5."],
});

export const REGION_PARTS: Described = described({
  slug: [STRING, "How the region is called in requests."],
  name: [STRING, "How it is shown."],
  available: [BOOL, "Droplets can be created there."],
  sizes: [setType(STRING), "The sizes that it has."],
  features: [setType(STRING), "What it can do."],
});

export const SIZE_PARTS: Described = described({
  slug: [STRING, "How the size is called in requests."],
  available: [BOOL, "Droplets of it can be created."],
  transfer: [NUMBER, "What may go out in a month, in TB."],
  price_monthly: [NUMBER, "What a droplet costs a month, in US dollars."],
  price_hourly: [NUMBER, "What it costs an hour."],
  memory: [NUMBER, "In MB."],
  vcpus: [NUMBER, "Virtual CPUs."],
  disk: [NUMBER, "In GB."],
  regions: [listType(STRING), "Where there is it."],
});

export const PROJECT_PARTS: Described = described({
  id: [STRING, "Its id."],
  name: [STRING, "Its name."],
  description: [STRING, "A text about it."],
  purpose: [STRING, "What it is for."],
  environment: [STRING, "`Development`, `Staging` or `Production`."],
  is_default: [BOOL, "What says no project is in this one."],
  owner_uuid: [STRING, "Whose it is."],
  owner_id: [NUMBER, "Whose it is, as a number."],
  created_at: [STRING, "When it was created."],
  updated_at: [STRING, "When it was changed last."],
});
