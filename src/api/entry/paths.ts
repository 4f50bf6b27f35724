/** A route by its method and its pattern, such as `/exams/:id`. */
export type Route = { method: string; url: string };

/** The methods that an address takes, by the patterns of all routes; none where there is no such address. */
export function methodsAt(routes: readonly Route[], path: string): string[] {
  const methods = routes.filter(({ url }) => patternOf(url).test(path)).map(({ method }) => method);
  return [...new Set(methods)].sort();
}

function patternOf(url: string): RegExp {
  const source = url.replaceAll('.', '\\.').replace(/:\w+/g, '[^/]+');
  return new RegExp(`^${source}/?$`);
}
