// SPDX-License-Identifier: Apache-2.0
// `registry:5000/team/app:1.2@sha256:…` in its parts.

export interface ImageName {
  /** Registry and path, without tag and digest. */
  readonly repository: string;
  /** "" where only a digest is given. */
  readonly tag: string;
  /** `sha256:…` or "". */
  readonly digest: string;
}

/** A name without tag and digest means `latest`, as it does for the engines. */
export function splitImageName(image: string): ImageName {
  const at = image.indexOf('@');
  const digest = at < 0 ? '' : image.slice(at + 1);
  const named = at < 0 ? image : image.slice(0, at);
  const colon = named.lastIndexOf(':');
  // A colon before the last slash belongs to a registry's port.
  const hasTag = colon > named.lastIndexOf('/');
  const repository = hasTag ? named.slice(0, colon) : named;
  const tag = hasTag ? named.slice(colon + 1) : digest === '' && named !== '' ? 'latest' : '';
  return { repository, tag, digest };
}

/** Whether the text is an image's id instead of a name. */
export function isImageId(text: string): boolean {
  return /^(sha256:)?[0-9a-f]{64}$/.test(text);
}
