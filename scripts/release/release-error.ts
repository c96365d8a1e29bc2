/** What has to be different before a version can be released: a message for the maintainer. */
export class ReleaseError extends Error {
  override readonly name = 'ReleaseError';
}
