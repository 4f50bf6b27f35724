/** The page of ours that a sign-in leads to: a plain path, which no browser reads as another site's address. */
export function localPath(text: string | undefined): string {
  return text !== undefined && /^\/(?!\/)[\w\-./?=&%]*$/.test(text) ? text : '/';
}
