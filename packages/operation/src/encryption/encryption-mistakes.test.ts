import { createMachine } from "@tutti/simulation";
import { expect, test } from "vitest";
import { openEncryption } from "./open-encryption.ts";

const GCP_KEY = "projects/p/locations/l/keyRings/r/cryptoKeys/k";

/** What is told of these lines of an `encryption` block, without the words that all mistakes of their kind begin with. */
async function told(block: string, more: Readonly<Record<string, string>> = {}): Promise<readonly string[]> {
  const { TF_ENCRYPTION, ...files } = more;
  const machine = createMachine({ variables: TF_ENCRYPTION === undefined ? {} : { TF_ENCRYPTION } });
  await machine.write({ "main.tf": `terraform {\nencryption {\n${block}\n}\n}\n`, ...files });
  const outcome = await machine.until(openEncryption(machine.host));
  if (outcome.ok) return [];
  return outcome.diagnostics.map(({ summary, detail }) =>
    summary === "Invalid encryption configuration" ? detail : `${summary}: ${detail}`,
  );
}

const PHRASE = 'passphrase = "sixteen-letters!"';
const KEY = `key_provider "pbkdf2" "p" {\n${PHRASE}\n}\n`;
const METHOD = 'method "aes_gcm" "m" {\nkeys = key_provider.pbkdf2.p\n}\n';
const STATE = "state {\nmethod = method.aes_gcm.m\n}\n";
const provider = (text: string, type = "pbkdf2"): string =>
  `key_provider "${type}" "p" {\n${text}\n}\n${METHOD.replace("pbkdf2", type)}${STATE}`;
const method = (text: string): string => `${KEY}method "aes_gcm" "m" {\n${text}\n}\n${STATE}`;
const target = (text: string): string => `${KEY}${METHOD}method "unencrypted" "u" {}\n${text}`;

const ROWS: readonly (readonly [string, readonly string[]])[] = [
  [provider(`${PHRASE}`), []],
  [
    provider(`${PHRASE}\nkey_length = 16\niterations = 200000\nsalt_length = 1\nhash_function = "sha256"`),
    [],
  ],
  [
    provider(`${PHRASE}\nkey_length = 24\niterations = 100000000\nsalt_length = 1024\nhash_function = null`),
    [],
  ],
  [provider(`${PHRASE}\nkey_length = "32"\nencrypted_metadata_alias = ""`), []],
  [
    provider(`${PHRASE}\nkey_length = 0`),
    ['The argument "key_length" is not right: it must be a whole number from 1 to 1024. (main.tf, line 5)'],
  ],
  [
    provider(`${PHRASE}\nkey_length = 1025`),
    ['The argument "key_length" is not right: it must be a whole number from 1 to 1024. (main.tf, line 5)'],
  ],
  [
    provider(`${PHRASE}\nkey_length = 1024`),
    [
      'The argument "keys" is not right: AES takes keys of 16, 24 or 32 bytes, and this key provider gives 1024. (main.tf, line 8)',
    ],
  ],
  [
    provider(`${PHRASE}\nkey_length = 1.5`),
    ['The argument "key_length" is not right: it must be a whole number from 1 to 1024. (main.tf, line 5)'],
  ],
  [
    provider(`${PHRASE}\niterations = 100000001`),
    [
      'The argument "iterations" is not right: it must be a whole number from 200000 to 100000000. (main.tf, line 5)',
    ],
  ],
  [
    provider(`${PHRASE}\nsalt_length = 1025`),
    ['The argument "salt_length" is not right: it must be a whole number from 1 to 1024. (main.tf, line 5)'],
  ],
  [
    provider(`${PHRASE}\nsalt_length = -1`),
    ['The argument "salt_length" is not right: it must be a whole number from 1 to 1024. (main.tf, line 5)'],
  ],
  [
    provider(`${PHRASE}\nhash_function = "md5"\nother = 1\nmore = 2`),
    [
      'Unsupported argument: An argument named "other" is not expected here. (main.tf, line 6)',
      'Unsupported argument: An argument named "more" is not expected here. (main.tf, line 7)',
      'The argument "hash_function" is not right: it is neither "sha256" nor "sha512". (main.tf, line 5)',
    ],
  ],
  [
    provider("passphrase = 1"),
    [
      'The argument "passphrase" is not right: it is too short; 16 characters are the least. (main.tf, line 4)',
    ],
  ],
  [
    provider("passphrase = [1]"),
    ['The argument "passphrase" is not right: string required. (main.tf, line 4)'],
  ],
  [
    provider("passphrase = null"),
    [
      'The argument "passphrase" is not right: there is none; give a "passphrase" or a "chain". (main.tf, line 4)',
    ],
  ],
  [
    provider("passphrase = timestamp()"),
    ['The argument "passphrase" is not right: it is not known before the state is read. (main.tf, line 4)'],
  ],
  [
    provider("passphrase = nope()"),
    ['Call to unknown function: There is no function named "nope". Did you mean "one"? (main.tf, line 4)'],
  ],
  [
    provider('passphrase = "äääääää!"'),
    [
      'The argument "passphrase" is not right: it is too short; 16 characters are the least. (main.tf, line 4)',
    ],
  ],
  [provider('passphrase = "ääääääää"'), []],
  [
    provider("chain = key_provider.pbkdf2.p.key"),
    [
      'The argument "chain" is not right: write a reference to a block here, as in key_provider.TYPE.NAME; other expressions are not supported. (main.tf, line 4)',
    ],
  ],
  [
    provider("chain = key_provider.pbkdf2"),
    [
      'The argument "chain" is not right: write a reference to a block here, as in key_provider.TYPE.NAME; other expressions are not supported. (main.tf, line 4)',
    ],
  ],
  [
    provider("chain = method.pbkdf2.p"),
    [
      'The argument "chain" is not right: write a reference to a block here, as in key_provider.TYPE.NAME; other expressions are not supported. (main.tf, line 4)',
    ],
  ],
  [
    provider('chain = "key_provider.pbkdf2.p"'),
    [
      'The argument "chain" is not right: write a reference to a block here, as in key_provider.TYPE.NAME; other expressions are not supported. (main.tf, line 4)',
    ],
  ],
  [
    provider(`chain = key_provider.pbkdf2.q\n${PHRASE}`),
    [
      'The argument "chain" is not right: there is a passphrase as well; give one of the two. (main.tf, line 4)',
      'The argument "chain" is not right: there is no block for key_provider.pbkdf2.q. (main.tf, line 4)',
    ],
  ],
  [
    provider("chain = key_provider.pbkdf2.q") +
      'key_provider "pbkdf2" "q" {\nchain = key_provider.pbkdf2.p\n}\n',
    ['The argument "chain" is not right: the key providers are chained in a circle. (main.tf, line 13)'],
  ],
  [
    `${provider("chain = key_provider.pbkdf2.q")}key_provider "pbkdf2" "q" {\npassphrase = ""\n}\n`,
    [
      'The argument "passphrase" is not right: it is too short; 16 characters are the least. (main.tf, line 13)',
    ],
  ],
  [
    provider('path = "key"\nmode = 1', "key_file"),
    [
      'Unsupported argument: An argument named "mode" is not expected here. (main.tf, line 5)',
      'The argument "path" is not right: key cannot be read: no such file or directory. (main.tf, line 4)',
    ],
  ],
  [
    provider('path = "nowhere"', "key_file"),
    [
      'The argument "path" is not right: nowhere cannot be read: no such file or directory. (main.tf, line 4)',
    ],
  ],
  [
    provider("path = 1.5", "key_file"),
    ['The argument "path" is not right: 1.5 cannot be read: no such file or directory. (main.tf, line 4)'],
  ],
  [
    provider("", "constructor"),
    [
      'There is no key provider "constructor"; there are "pbkdf2", "external", "openbao", "key_file", "aws_kms", "azure_vault" and "gcp_kms". (main.tf, line 3)',
    ],
  ],
  [
    provider("", "azure_vault"),
    ["az_vault_uri", "az_vault_key_name", "key_length"].map(
      (name) => `The argument "${name}" is not right: it must be set. (main.tf, line 3)`,
    ),
  ],
  [
    provider('az_vault_uri = "v"\naz_vault_key_name = ""\nkey_length = 447', "azure_vault"),
    [
      'The argument "key_length" is not right: it must be a whole number from 1 to 446. (main.tf, line 6)',
      'The argument "az_vault_uri" is not right: it must be the address of a vault. (main.tf, line 4)',
      'The argument "az_vault_key_name" is not right: it must name a key of the vault. (main.tf, line 5)',
    ],
  ],
  [
    provider(
      'az_vault_uri = "https://v"\naz_vault_key_name = "k"\nkey_length = 32\nenvironment = "x"\nclient_certificate_path = "c"',
      "azure_vault",
    ),
    [
      'The argument "environment" is not right: it must be "public", "china" or "usgovernment". (main.tf, line 7)',
      'The argument "client_certificate_path" is not right: it is a certificate in PKCS#12, which <Tutti> does not read; use client_secret, use_oidc or use_msi, or log in by the Azure CLI. (main.tf, line 8)',
    ],
  ],
  [provider('az_vault_uri = "https://v"\naz_vault_key_name = "k"\nkey_length = 32', "azure_vault"), []],
  [
    provider('kms_key_id = "k"\nkey_spec = "AES_256"', "aws_kms"),
    [
      'The argument "region" is not right: it must be set, here or in AWS_REGION or AWS_DEFAULT_REGION. (main.tf, line 3)',
    ],
  ],
  [
    provider('kms_key_id = ""\nkey_spec = "AES"\nregion = "r"\nbucket = "b"', "aws_kms"),
    ['Unsupported argument: An argument named "bucket" is not expected here. (main.tf, line 7)'],
  ],
  [
    provider('kms_key_id = ""\nkey_spec = "AES"\nregion = "r"', "aws_kms"),
    [
      'The argument "key_spec" is not right: it must be AES_256 or AES_128. (main.tf, line 5)',
      'The argument "kms_key_id" is not right: it must name a key of KMS. (main.tf, line 4)',
    ],
  ],
  [provider('kms_key_id = "k"\nkey_spec = "AES_128"\nregion = "r"', "aws_kms"), []],
  [
    provider("", "external"),
    [
      'The argument "command" is not right: it must name the program that gives keys, with its arguments behind it. (main.tf, line 3)',
    ],
  ],
  [provider('command = ["keys"]', "external"), []],
  [
    provider("", "openbao"),
    ['The argument "token" is not right: there is none; give one here or in BAO_TOKEN. (main.tf, line 3)'],
  ],
  [provider('token = "t"\nkey_name = "k"', "openbao"), []],
  [
    provider(
      'token = "t"\nkey_name = "k"\naddress = "h:1"\nkey_length = 24\nassociated_data = "?"',
      "openbao",
    ),
    [
      'The argument "address" is not right: "h:1" is no address with http or https. (main.tf, line 6)',
      'The argument "key_length" is not right: it must be 16, 32 or 64. (main.tf, line 7)',
      'The argument "associated_data" is not right: it is not Base64. (main.tf, line 8)',
    ],
  ],
  [
    provider('token = "t"', "openbao"),
    ['The argument "key_name" is not right: it must name a key of the transit engine. (main.tf, line 3)'],
  ],
  [
    provider('kms_encryption_key = "k"\nkey_length = 1025', "gcp_kms"),
    [
      'The argument "key_length" is not right: it must be a whole number from 1 to 1024. (main.tf, line 5)',
      'The argument "kms_encryption_key" is not right: it must name a key, as in projects/P/locations/L/keyRings/R/cryptoKeys/K. (main.tf, line 4)',
    ],
  ],
  [
    provider(`kms_encryption_key = "${GCP_KEY}"\nkey_length = 31`, "gcp_kms"),
    [
      'The argument "keys" is not right: AES takes keys of 16, 24 or 32 bytes, and this key provider gives 31. (main.tf, line 8)',
    ],
  ],
  ...(
    [
      ['encrypt_command = ["e"]\ndecrypt_command = ["d", "x"]'],
      [
        "",
        'The argument "encrypt_command" is not right: it must name the program, with its arguments behind it. (main.tf, line 3)',
      ],
      [
        'encrypt_command = ["e"]\ndecrypt_command = []',
        'The argument "decrypt_command" is not right: it must name the program, with its arguments behind it. (main.tf, line 5)',
      ],
      [
        'encrypt_command = ["e"]\ndecrypt_command = ["d"]\nkeys = "k"',
        'The argument "keys" is not right: write a reference to a block here, as in key_provider.TYPE.NAME; other expressions are not supported. (main.tf, line 6)',
      ],
      [
        'encrypt_command = ["e"]\ndecrypt_command = ["d"]\nkeys = key_provider.pbkdf2.x',
        'The argument "keys" is not right: there is no block for key_provider.pbkdf2.x. (main.tf, line 6)',
      ],
      [
        'encrypt_command = ["e"]\ndecrypt_command = ["d"]\naad = []',
        'Unsupported argument: An argument named "aad" is not expected here. (main.tf, line 6)',
      ],
    ] as const
  ).map(([body, ...wrong]): readonly [string, readonly string[]] => [
    `method "external" "m" {\n${body}\n}\nstate {\nmethod = method.external.m\n}\n`,
    wrong,
  ]),
  [method("keys = key_provider.pbkdf2.p\naad = []"), []],
  [method("keys = key_provider.pbkdf2.p\naad = [0, 255]"), []],
  [
    method("keys = key_provider.pbkdf2.p\naad = [-1]"),
    [
      'The argument "aad" is not right: it is a list of bytes, and holds something that is none (a whole number from 0 to 255). (main.tf, line 8)',
    ],
  ],
  [
    method("keys = key_provider.pbkdf2.p\naad = [1.5]"),
    [
      'The argument "aad" is not right: it is a list of bytes, and holds something that is none (a whole number from 0 to 255). (main.tf, line 8)',
    ],
  ],
  [
    method('keys = key_provider.pbkdf2.p\naad = "a"'),
    ['The argument "aad" is not right: list of number required. (main.tf, line 8)'],
  ],
  [
    method("keys = key_provider.pbkdf2.p\nbbb = 1"),
    ['Unsupported argument: An argument named "bbb" is not expected here. (main.tf, line 8)'],
  ],
  [
    method("aad = [256]"),
    [
      'The argument "aad" is not right: it is a list of bytes, and holds something that is none (a whole number from 0 to 255). (main.tf, line 7)',
      'The argument "keys" is not right: it must name a key provider, as in key_provider.pbkdf2.NAME. (main.tf, line 6)',
    ],
  ],
  [
    method("keys = pbkdf2.p"),
    [
      'The argument "keys" is not right: write a reference to a block here, as in key_provider.TYPE.NAME; other expressions are not supported. (main.tf, line 7)',
    ],
  ],
  [
    method("keys = key_provider.pbkdf2.q"),
    ['The argument "keys" is not right: there is no block for key_provider.pbkdf2.q. (main.tf, line 7)'],
  ],
  [target("state {\nmethod = method.unencrypted.u\n}\n"), []],
  [
    target("state {\nmethod = method.unencrypted.x\n}\n"),
    ['The argument "method" is not right: there is no block for method.unencrypted.x. (main.tf, line 11)'],
  ],
  [
    target("state {\nmethod = aes_gcm.m\n}\n"),
    [
      'The argument "method" is not right: write a reference to a block here, as in method.TYPE.NAME; other expressions are not supported. (main.tf, line 11)',
    ],
  ],
  [target("state {\nenforced = false\nmethod = method.unencrypted.u\n}\n"), []],
  [target("state {\nenforced = null\nmethod = method.unencrypted.u\n}\n"), []],
  [
    target('state {\nenforced = "true"\nmethod = method.unencrypted.u\n}\n'),
    [
      'The method "unencrypted" is forbidden here, since "enforced" is set for state. Take one of the two away. (main.tf, line 10)',
    ],
  ],
  [
    target("state {\nenforced = 1\nmethod = method.unencrypted.u\n}\n"),
    ['The argument "enforced" is not right: bool required. (main.tf, line 11)'],
  ],
  [
    target(
      "plan {\nenforced = true\nmethod = method.aes_gcm.m\nfallback {\nmethod = method.aes_gcm.m\nfallback {\nmethod = method.unencrypted.u\n}\n}\n}\n",
    ),
    [
      'The method "unencrypted" is forbidden here, since "enforced" is set for plan. Take one of the two away. (main.tf, line 10)',
    ],
  ],
  [target("state {\nenforced = true\nmethod = method.aes_gcm.m\n}\n"), []],
  [
    target("plan {\nfallback {\nmethod = method.aes_gcm.m\n}\n}\n"),
    [
      'No method is named for plan. Give one ("method = method.aes_gcm.NAME"), here or in TF_ENCRYPTION. (main.tf, line 10)',
    ],
  ],
  [
    target("state {\nmethod = method.aes_gcm.m\nfallback {\n}\n}\n"),
    [
      'No method is named for state. Give one ("method = method.aes_gcm.NAME"), here or in TF_ENCRYPTION. (main.tf, line 12)',
    ],
  ],
  [
    target(
      "state {\nmethod = method.aes_gcm.m\nfallback {\nmethod = method.aes_gcm.m\nenforced = true\n}\n}\n",
    ),
    ['Unsupported argument: An argument named "enforced" is not expected here. (main.tf, line 14)'],
  ],
  [
    target(
      "state {\nmethod = method.aes_gcm.m\nfallback {\nmethod = method.aes_gcm.m\n}\nfallback {\nmethod = method.aes_gcm.m\n}\n}\n",
    ),
    [
      "Duplicate encryption block: There is more than one fallback in one encryption configuration. Take one of them away. (main.tf, line 15)",
    ],
  ],
  [
    target("remote_state_data_sources {\ndefault {\nmethod = method.aes_gcm.x\n}\n}\n"),
    ['The argument "method" is not right: there is no block for method.aes_gcm.x. (main.tf, line 12)'],
  ],
  [
    target(
      'remote_state_data_sources {\ndefault {\nenforced = true\n}\nremote_state_data_source "x" {\n}\n}\n',
    ),
    [
      'Unsupported argument: An argument named "enforced" is not expected here. (main.tf, line 12)',
      'Unsupported encryption setting: <Tutti> reads all remote states by the "default" block; it does not tell one data source from another here. Move what this block says there. (main.tf, line 14)',
    ],
  ],
  [
    target("remote_state_data_sources {\n}\nremote_state_data_sources {\n}\nplan {\n}\nplan {\n}\n"),
    [
      "Duplicate encryption block: There is more than one remote_state_data_sources in one encryption configuration. Take one of them away. (main.tf, line 12)",
      "Duplicate encryption block: There is more than one plan in one encryption configuration. Take one of them away. (main.tf, line 16)",
    ],
  ],
  [
    'method "unencrypted" "m" {\nkeys = 1\n}\nstate {\nmethod = method.unencrypted.m\n}\n',
    ['Unsupported argument: An argument named "keys" is not expected here. (main.tf, line 4)'],
  ],
  [
    'method "nope" "m" {\n}\nstate {\nmethod = method.nope.m\n}\n',
    ['There is no method "nope"; there are "aes_gcm", "external" and "unencrypted". (main.tf, line 3)'],
  ],
  [
    'method "unencrypted" "m" {\n}\nmethod "unencrypted" "m" {\n}\nkey_provider "pbkdf2" {\n}\nother {\n}\nwhat = 1\n',
    [
      "Missing name for key_provider: All key_provider blocks must have 2 labels (type, name). (main.tf, line 7)",
      'Unsupported argument: An argument named "what" is not expected here. (main.tf, line 11)',
      'Unsupported block type: Blocks of type "other" are not expected here. (main.tf, line 9)',
      "Duplicate encryption block: There is more than one method.unencrypted.m in one encryption configuration. Take one of them away. (main.tf, line 5)",
    ],
  ],
  [
    'state {\nmethod "x" {\n}\n}\n',
    [
      'Unsupported block type: Blocks of type "method" are not expected here. Did you mean to define argument "method"? If so, use the equals sign to assign it a value. (main.tf, line 4)',
    ],
  ],
];
test.each(ROWS)("%j", async (block, expected) => {
  expect(await told(block)).toEqual(expected);
});
