import { declareErrors } from "@tutti/errors";

/** The kinds of errors that this room makes. */
export const utilityError = declareErrors({
  /** The archive could not be made; the reason stands in the message. Correct what it names. */
  "archive-creation-error": "Archive creation error",
  /** The program ended with an error; what it wrote stands in the message. Correct the command or its arguments. */
  "command-execution-failed": "Command Execution Failed",
  /** No such program can be started. Write its path with `path.module`, and let it be executable. */
  "command-lookup-failed": "Command Lookup Failed",
  /** The file could not be written; the system's reason stands in the message. */
  "create-local-file-error": "Create local file error",
  /** The bounds of a random number are the wrong way round. `min` must not be above `max`. */
  "create-random-integer-error": "Create Random Integer Error",
  /** A rule of the protocol was broken or nobody answered; the message says which. Look at the URL and the server. */
  "error-making-request": "Error making request",
  /** A certificate or a key of the request cannot be used. Give it as PEM. */
  "error-configuring-tls-client": "Error configuring TLS client",
  /** The program ended with an error; what it wrote stands in the message. Correct the program or its arguments. */
  "external-program-execution-failed": "External Program Execution Failed",
  /** No such program can be started. Write its path with `path.module`, and let it be executable. */
  "external-program-lookup-failed": "External Program Lookup Failed",
  /** All texts of `program` are empty. Name the program. */
  "external-program-missing": "External Program Missing",
  /** Text that a template makes cannot be made; the reason stands in the message. Correct the template or its `vars`. */
  "failed-to-render-template": "Failed to render template",
  /** What was given to import is not what stands behind such an object. The message says what it must be. */
  "import-random-value-error": "Import Random Value Error",
  /** Arguments stand together that exclude, or need, each other. Keep those that the message allows. */
  "attribute-combination-not-allowed": "Invalid Attribute Combination",
  /** Arguments do not fit each other. The message says what is expected. */
  "invalid-attribute-configuration": "Invalid Attribute Configuration",
  /** An argument has a value that it must not have. The message says which it may have. */
  "attribute-value-not-allowed": "Invalid Attribute Value",
  /** A mode of a file is none. Write three octal digits: `"0644"`. */
  "invalid-file-permission": "Invalid File Permission String Value",
  /** A text is no RFC 3339 timestamp. Write one: `2006-01-02T15:04:05Z`. */
  "invalid-rfc3339-string-value": "Invalid RFC3339 String Value",
  /** None of several arguments is given. Give one of those that the message names. */
  "missing-attribute-configuration": "Missing Attribute Configuration",
  /** `number` and `numeric` of a random text say the same; they must not differ. Keep `numeric`. */
  "number-and-numeric-differ": "Number and numeric are both configured with different values",
  /** No character is allowed in the random text. Allow some of them. */
  "random-read-error": "Random Read Error",
  /** A file could not be read; the system's reason stands in the message. */
  "read-local-file-error": "Read local file error",
  /** What came is no UTF-8. Use `response_body_base64`. */
  "response-body-is-not-recognized-as-utf-8": "Response body is not recognized as UTF-8",
  /** The program wrote something else than a JSON object of texts. Let it write one, and nothing else, to its standard output. */
  "unexpected-external-program-results": "Unexpected External Program Results",
  /** A key, a request or a certificate is none, or is written in a way that is not read; the message says why. Give it as PEM. */
  "failed-to-parse-private-key": "Failed to parse {}",
  /** A private key is none; the message says why. Give it as PEM, or as OpenSSH writes it without a passphrase. */
  "unable-to-parse-private-key": "Unable to parse private key",
  /** A certificate is no PEM, or PEM of something else. Give `-----BEGIN CERTIFICATE-----`. */
  "failed-to-decode-pem": "Failed to decode PEM",
  /** What stands in the PEM is no certificate. */
  "unable-to-parse-certificate": "Unable to parse certificate",
  /** A server does not show its certificates, or they are not trusted; the message says why. `verify_chain = false` takes any. */
  "failed-to-fetch-certificates": "Failed to identify fetch peer certificates",
  /** The certificate of an authority must name it. Give a `subject`. */
  "invalid-certificate-subject": "Invalid Certificate Subject",
  /** A certificate is to tell its key's authority, and does not tell its key. Set `set_subject_key_id` too. */
  "invalid-certificate-authority": "Invalid Certificate Authority",
  /** An address of a certificate is none. */
  "invalid-ip-address": "Invalid IP address",
  /** A URI of a certificate is none. */
  "invalid-uri": "Invalid URI",
  /** A `proxy` of the provider tls is given. Take it out, or lock the real provider. */
  "proxy-not-supported": "Proxy not supported",
  /** What was given to import has not the parts that are expected. The message says which they are. */
  "unexpected-format-of-id": "Unexpected Format of ID",
});
