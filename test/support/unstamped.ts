/** A question without the stamp that exports and imports give it. */
export function unstamped<Q extends { extensions?: object }>(question: Q): Q {
  const { etude: _, ...extensions } = (question.extensions ?? {}) as Record<string, unknown>;
  const { extensions: __, ...rest } = question;
  return (Object.keys(extensions).length > 0 ? { ...rest, extensions } : rest) as Q;
}
