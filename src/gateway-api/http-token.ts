const TOKEN = /^[A-Za-z0-9!#$%&'*+\-.^_`|~]+$/;

/** Whether it can be the name of a header or of a method. Source: RFC 9110, section 5.6.2. */
export function isToken(text: string | undefined): text is string {
  return text !== undefined && TOKEN.test(text);
}
